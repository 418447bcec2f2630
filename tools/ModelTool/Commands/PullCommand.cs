using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelTool.Catalogue;
using ModelTool.Reports;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>pull</c>: downloads a known model, because somebody asked for it.</summary>
internal static class PullCommand
{
    private const string Description = "Downloads a model of the catalogue, checks its SHA-256, writes its sidecar and licence beside it; without a name, lists the catalogue.";

    private const string Help = """
        An interrupted transfer is resumed, three times by itself and then with the same command; the part received stays in FILE.part until then. A file with
        another hash is thrown away. Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Models of Ultralytics are under AGPL-3.0 and not downloaded:
        for their names it prints how to export one.

        Exit code 0; 1 where the file was not got.

          pull yolox_s --output models
        """;

    internal static Command Create() => Create(ModelCatalogue.Models, TimeSpan.FromSeconds(1));

    /// <summary>Makes the command.</summary>
    /// <param name="models">The catalogue.</param>
    /// <param name="pause">The pause before a broken transfer is resumed, doubled each time.</param>
    internal static Command Create(IReadOnlyList<CatalogueModel> models, TimeSpan pause)
    {
        Argument<string?> name = new("name") { Description = "The model's name in the catalogue.", Arity = ArgumentArity.ZeroOrOne };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder to put it into.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        Option<Uri?> from = new("--from")
        {
            Description = "Address of another place that has the files under the same names.",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                {
                    return address;
                }

                result.AddError("--from must be an address that begins with http:// or https://.");
                return null;
            },
        };
        Option<bool> json = new("--json") { Description = "Print what was done, or the catalogue, as JSON." };
        Command command = new("pull", Description) { name, output, from, json };
        DetailedHelp.AddTo(command, Help);
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(async () =>
            {
                if (parse.GetValue(name) is not { } wanted)
                {
                    List(console, models, parse.GetValue(json));
                    return 0;
                }

                if (ModelCatalogue.Find(models, Path.GetFileNameWithoutExtension(wanted)) is not { } model)
                {
                    console.Fail(UltralyticsName.Advice(wanted)
                        ?? $"The catalogue has no '{wanted}'. It has {string.Join(", ", models.Select(known => known.Name))}.");
                    return 1;
                }

                using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
                ModelDownload download = new(client) { Pause = pause };
                await PullAsync(model, download, parse.GetRequiredValue(output), parse.GetValue(from), parse.GetValue(json), console, cancellation);
                return 0;
            });
        });
        return command;
    }

    private static async Task PullAsync(
        CatalogueModel model, ModelDownload download, DirectoryInfo folder, Uri? mirror, bool isJson, CommandConsole console, CancellationToken cancellation)
    {
        folder.Create();
        string target = Path.Combine(folder.FullName, model.FileName);
        bool isThere = File.Exists(target);
        if (isThere)
        {
            await RequireSameAsync(model, target, cancellation);
        }
        else
        {
            await console.WithProgressAsync(model.FileName, model.Bytes ?? double.MaxValue, async progress =>
            {
                await download.GetAsync(model.Source(mirror), target, model.Sha256, model.Bytes, progress, cancellation);
                return true;
            });
        }

        (string sidecar, string license) = ModelFolder.WriteBeside(model, target);
        if (isJson)
        {
            console.WriteText(JsonSerializer.Serialize(
                new PulledModel(model.Name, target, sidecar, license, model.License, model.Sha256, new FileInfo(target).Length, !isThere), PullJson.Default.PulledModel));
            return;
        }

        console.Output.MarkupLineInterpolated($"[bold]{target}[/] {(isThere ? "is there already" : "downloaded")}: {Html.Megabytes(new FileInfo(target).Length)}, SHA-256 as in the catalogue, {model.License}");
        console.Output.MarkupLineInterpolated($"Sidecar {Path.GetFileName(sidecar)}, licence {Path.GetFileName(license)}. To serve it: MODEL_PATH={target}");
    }

    private static async Task RequireSameAsync(CatalogueModel model, string target, CancellationToken cancellation)
    {
        string actual = await ModelDownload.HashAsync(target, cancellation);
        if (!string.Equals(actual, model.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new DownloadException($"{target} is there and is another file (its SHA-256 is {actual}): move it away, or name another folder with --output.");
        }
    }

    private static void List(CommandConsole console, IReadOnlyList<CatalogueModel> models, bool isJson)
    {
        if (isJson)
        {
            console.WriteText(JsonSerializer.Serialize(new CatalogueFile(models), CatalogueJson.Default.CatalogueFile));
            return;
        }

        Table table = new Table().AddColumn("name").AddColumn("what").AddColumn(new TableColumn("bytes").RightAligned()).AddColumn("licence");
        foreach (CatalogueModel model in models)
        {
            table.AddRow(
                Markup.Escape(model.Name), Markup.Escape(model.Description), model.Bytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "not known",
                Markup.Escape(model.License));
        }

        console.Output.Write(table);
    }
}
