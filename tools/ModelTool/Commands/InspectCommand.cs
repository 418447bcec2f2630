using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Detection.Models;
using ModelTool.Catalogue;
using ModelTool.Inspection;
using ModelTool.Reports;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>inspect</c>: what a model's file is.</summary>
internal static class InspectCommand
{
    private const int OperatorsShown = 8;

    private const string Description = "Describes a model file: what it is, whether the service accepts it, and what runs slowly.";

    private const string Help = """
        It reports family, inputs and outputs, precision, classes, opset, parameters, multiplications a picture, size beside Lambda's limit, operators that
        ONNX Runtime runs slowly on the CPU, and whether the scores mean anything. Where a model leaves something open it does not guess: it prints the sidecar
        would settle it, and --write-sidecar writes that. Classes without names get numbers, to be replaced.

        Exit code 0 for a model the service accepts; 1 for one it refuses, or whose output means nothing.

          inspect yolov8n.onnx
          inspect custom.onnx --family yolov6 --labels names.txt --write-sidecar
        """;

    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<ModelFamily?> family = new("--family")
        {
            HelpName = "family",
            Description = $"The model's family, where the file does not show it: {string.Join(", ", Enum.GetValues<ModelFamily>().Select(NameOf))}.",
            CustomParser = result =>
            {
                string text = result.Tokens.Single().Value;
                foreach (ModelFamily known in Enum.GetValues<ModelFamily>())
                {
                    if (string.Equals(NameOf(known), text, StringComparison.OrdinalIgnoreCase))
                    {
                        return known;
                    }
                }

                result.AddError($"'{text}' is not a family: {string.Join(", ", Enum.GetValues<ModelFamily>().Select(NameOf))}.");
                return null;
            },
        };
        Option<FileInfo> labels = new Option<FileInfo>("--labels") { Description = "Text file with the class names, one a line, in the order of the class ids." }.AcceptExistingOnly();
        Option<bool> write = new("--write-sidecar") { Description = "Write the sidecar that settles what is open, <model>.json beside the model." };
        Option<bool> json = new("--json") { Description = "Print the result as JSON." };
        Command command = new("inspect", Description) { model, family, labels, write, json };
        DetailedHelp.AddTo(command, Help);
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(async () =>
            {
                string path = parse.GetRequiredValue(model).FullName;
                ModelSidecar named = new() { Family = parse.GetValue(family), Labels = ReadLabels(parse.GetValue(labels)) };
                InspectionReport report = await ModelInspection.RunAsync(path, named, cancellation);
                bool isWritten = false;
                if (parse.GetValue(write) && report.Sidecars is [var settling])
                {
                    await File.WriteAllTextAsync(ModelSidecar.PathFor(path), Json(settling) + "\n", cancellation);
                    isWritten = true;
                    report = await ModelInspection.RunAsync(path, new ModelSidecar(), cancellation);
                }

                Print(console, report, parse.GetValue(json));
                return Conclude(console, report, path, parse.GetValue(write), isWritten, parse.GetValue(json));
            });
        });
        return command;
    }

    private static string[]? ReadLabels(FileInfo? file) =>
        file is null ? null : [.. File.ReadLines(file.FullName).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static int Conclude(CommandConsole console, InspectionReport report, string path, bool shouldWrite, bool isWritten, bool isJson)
    {
        foreach (string warning in report.Warnings)
        {
            console.Warn(warning);
        }

        if (report.Refusal is { } refusal)
        {
            console.Fail(refusal);
        }

        foreach (string fault in report.Faults)
        {
            console.Fail(fault);
        }

        string sidecar = Path.GetFileName(ModelSidecar.PathFor(path));
        if (isWritten)
        {
            console.Error.MarkupLineInterpolated($"Wrote {sidecar}.");
        }
        else if (!report.IsUsable && !isJson)
        {
            Advise(console, report, sidecar);
        }

        if (shouldWrite && !isWritten)
        {
            console.Fail(report.IsUsable ? "No sidecar was written: the file leaves nothing open."
                : report.Sidecars.IsEmpty ? "No sidecar was written: none would make the model usable as it stands."
                : $"No sidecar was written: name the family with --family ({string.Join(", ", report.Sidecars.Select(candidate => NameOf(candidate.Family!.Value)))}).");
        }

        return report.IsUsable && report.Faults.IsEmpty ? 0 : 1;
    }

    private static void Advise(CommandConsole console, InspectionReport report, string sidecar)
    {
        foreach (ModelSidecar candidate in report.Sidecars)
        {
            console.Output.MarkupLineInterpolated($"[bold]{sidecar}[/]{(report.Sidecars.Length > 1 ? $", if it is {NameOf(candidate.Family!.Value)}" : string.Empty)}:");
            console.WriteText(Json(candidate));
        }
    }

    private static void Print(CommandConsole console, InspectionReport report, bool isJson)
    {
        if (isJson)
        {
            console.WriteText(JsonSerializer.Serialize(report, InspectionJson.Default.InspectionReport));
            return;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Row(string name, string value) => grid.AddRow(new Markup($"[bold]{name}[/]"), new Text(value));
        Row("file", $"{report.File}, {report.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes ({Html.Megabytes(report.Bytes)}), SHA-256 {report.Sha256}");
        Row("usable", !report.IsUsable ? "no" : report.Faults.IsEmpty ? "yes" : "the service accepts it, but its results are wrong");
        Row("family", report.Family is { } family ? NameOf(family) : "not clear");
        Row("task", report.Task ?? "not named by the file");
        Row("inputs", Ends(report.Inputs) + (report.InputWidth is { } width ? FormattableString.Invariant($"; used at {width} x {report.InputHeight}") : string.Empty));
        Row("outputs", Ends(report.Outputs));
        Row("classes", report.Classes.IsEmpty ? "not known" : $"{report.Classes.Length}: {string.Join(", ", report.Classes.Take(6))}{(report.Classes.Length > 6 ? ", ..." : string.Empty)}");
        if (report.Graph is { } graph)
        {
            Row("precision", $"computes in {graph.Arithmetic}; constants {string.Join(", ", graph.Constants.Take(4).Select(type => $"{type.Type} {Html.Megabytes(type.Bytes)}"))}");
            Row("opset", FormattableString.Invariant($"{graph.Opset} (format {graph.IrVersion}{(graph.Producer.Length > 0 ? $", by {graph.Producer}" : string.Empty)})"));
            Row("parameters", Millions(graph.Parameters));
            Row("MACs a picture", report.Macs is { } macs ? Millions(macs) : "could not be counted");
            Row("operators", string.Join(", ", graph.Operators.Take(OperatorsShown).Select(type => FormattableString.Invariant($"{type.Count} {type.Name}"))) + (graph.Operators.Length > OperatorsShown ? FormattableString.Invariant($" and {graph.Operators.Length - OperatorsShown} other kinds") : string.Empty));
        }

        Row("Lambda", $"{report.Lambda.Share.ToString("P1", CultureInfo.InvariantCulture)} of the {Html.Megabytes(report.Lambda.LimitBytes)} a function may have unzipped, with the service itself");
        Row("slow here", report.SlowOperators.IsEmpty ? "no operator known to be slow" : string.Empty);
        foreach (SlowOperator slow in report.SlowOperators)
        {
            Row(string.Empty, FormattableString.Invariant($"{slow.Count} {slow.Operator}: {slow.Rule}"));
        }

        console.Output.Write(grid);
    }

    private static string Ends(IEnumerable<TensorFacts> tensors) => string.Join("; ", tensors.Select(tensor => $"{tensor.Name} {tensor.Type} {tensor.Shape}"));

    private static string Millions(long count) => count >= 1_000_000
        ? FormattableString.Invariant($"{count / 1e6:F2} million")
        : count.ToString("N0", CultureInfo.InvariantCulture);

    private static string NameOf(ModelFamily family) => JsonSerializer.Serialize(family, CatalogueJson.Default.ModelFamily).Trim('"');

    private static string Json(ModelSidecar sidecar) => JsonSerializer.Serialize(sidecar, CatalogueJson.Default.ModelSidecar);
}
