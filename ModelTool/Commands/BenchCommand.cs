using System.CommandLine;
using System.Globalization;
using ModelTool.Benchmarks;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>bench</c>: what the stages of an analysis take beside the bare inference, and what callers at once get through.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<DirectoryInfo> images = CommonOptions.Images();
        Option<int> rounds = new("--rounds") { Description = "How often each picture is analysed.", DefaultValueFactory = _ => 3 };
        Option<int> callers = new("--callers") { Description = "Callers at once in the throughput part.", DefaultValueFactory = _ => 8 };
        Command command = new("bench", "Measures, in one run, the stages of an analysis on one thread beside bare inference on the same tensors, the managed memory a call allocates, and the throughput of several callers.")
        {
            model, images, rounds, callers,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            byte[][] pictures = [.. parse.GetRequiredValue(images).GetFiles("*.jpg").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => File.ReadAllBytes(file.FullName))];
            string path = parse.GetRequiredValue(model).FullName;
            StageFigures stages = await StageBenchmark.RunAsync(path, pictures, parse.GetValue(rounds), cancellation);
            Print(stages, pictures.Length);
            Print(await ThroughputBenchmark.RunAsync(path, pictures, parse.GetValue(callers), stages, cancellation));
        });
        return command;
    }

    private static void Print(StageFigures figures, int pictures)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]One thread[/], {pictures} pictures, {figures.Whole.Count} calls; milliseconds");
        Table table = new Table().AddColumn("stage").AddColumn(new TableColumn("median").RightAligned()).AddColumn(new TableColumn("mean").RightAligned());
        (string Name, Samples Samples)[] rows =
        [
            ("decode", figures.Decode), ("letterbox", figures.Letterbox), ("run", figures.Run), ("head", figures.Head),
            ("whole call", figures.Whole), ("bare run", figures.Bare),
        ];
        foreach ((string name, Samples samples) in rows)
        {
            table.AddRow(name, Format(samples.Median), Format(samples.Mean));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"whole / bare: [bold]{figures.MedianRatio.ToString("F3", CultureInfo.InvariantCulture)}[/] (median over the calls), {(figures.Whole.Mean / figures.Bare.Mean).ToString("F3", CultureInfo.InvariantCulture)} (of the means)");
        AnsiConsole.MarkupLineInterpolated($"managed bytes a steady call allocates: [bold]{figures.AllocatedBytes}[/]");
    }

    private static void Print(ThroughputFigures figures)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{figures.Callers} callers[/] on {figures.Sessions} sessions: {Format(figures.PerSecond)} pictures a second; {figures.Different} of {figures.Calls} answers differ from those of one caller");
        AnsiConsole.MarkupLineInterpolated($"of {figures.Sessions} / (bare run + decode) = {Format(figures.IdealPerSecond)}: [bold]{figures.Efficiency.ToString("P0", CultureInfo.InvariantCulture)}[/]");
        AnsiConsole.MarkupLineInterpolated($"bare runs at once on {figures.Sessions} threads: {Format(figures.BarePerSecond)} a second, {figures.BareScaling.ToString("F2", CultureInfo.InvariantCulture)} times those of one thread");
    }

    private static string Format(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
