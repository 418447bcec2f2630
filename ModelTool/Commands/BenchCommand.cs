using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelTool.Benchmarks;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>bench</c>: what the stages of an analysis take beside the bare inference, what callers at once get through, and how to set up sessions.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<DirectoryInfo> images = CommonOptions.Images();
        Option<int> rounds = new("--rounds") { Description = "How often each picture is analysed.", DefaultValueFactory = _ => 3 };
        Option<int> callers = new("--callers") { Description = "Callers at once in the throughput parts.", DefaultValueFactory = _ => 8 };
        Option<int> turns = new("--turns") { Description = "How often each choice of sessions and threads is measured; 0 leaves that part out.", DefaultValueFactory = _ => 5 };
        Option<bool> json = new("--json") { Description = "Prints the figures as one JSON document and nothing else." };
        Command command = new(
            "bench",
            "Measures, in one run, the stages of an analysis on one thread beside bare inference on the same tensors, the managed memory a call allocates, "
            + "the throughput of several callers, and which numbers of sessions and threads suit this machine.")
        {
            model, images, rounds, callers, turns, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            byte[][] pictures = [.. parse.GetRequiredValue(images).GetFiles("*.jpg").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => File.ReadAllBytes(file.FullName))];
            string path = parse.GetRequiredValue(model).FullName;
            int callersAtOnce = parse.GetValue(callers);
            StageFigures stages = await StageBenchmark.RunAsync(path, pictures, parse.GetValue(rounds), cancellation);
            ThroughputFigures throughput = await ThroughputBenchmark.RunAsync(path, pictures, callersAtOnce, stages, cancellation);
            IReadOnlyList<SessionChoice> choices = parse.GetValue(turns) > 0
                ? await SessionMatrix.MeasureAsync(path, pictures, callersAtOnce, parse.GetValue(turns), cancellation)
                : [];
            if (parse.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(BenchReport.From(stages, throughput, choices), BenchReportJson.Default.BenchReport));
                return;
            }

            Print(stages, pictures.Length);
            Print(throughput);
            Print(choices, callersAtOnce);
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
            ("whole call", figures.Whole), ("bare run", figures.Bare), ("libjpeg-turbo's full decode", figures.TurboDecode),
        ];
        foreach ((string name, Samples samples) in rows.Where(row => row.Samples.Count > 0))
        {
            table.AddRow(name, Format(samples.Median), Format(samples.Mean));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"whole / bare: [bold]{figures.MedianRatio.ToString("F3", CultureInfo.InvariantCulture)}[/] (median over the calls), {(figures.Whole.Mean / figures.Bare.Mean).ToString("F3", CultureInfo.InvariantCulture)} (of the means)");
        if (figures.TurboDecode.Count > 0)
        {
            AnsiConsole.MarkupLineInterpolated($"decode / libjpeg-turbo's full decode: [bold]{Format(figures.Decode.Mean / figures.TurboDecode.Mean)}[/] (of the means)");
        }

        AnsiConsole.MarkupLineInterpolated($"managed bytes a steady call allocates: [bold]{figures.AllocatedBytes}[/]");
    }

    private static void Print(ThroughputFigures figures)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{figures.Callers} callers[/] on {figures.Sessions} sessions: {Format(figures.PerSecond)} pictures a second; {figures.Different} of {figures.Calls} answers differ from those of one caller");
        AnsiConsole.MarkupLineInterpolated($"of {figures.Sessions} / (bare run + decode) = {Format(figures.IdealPerSecond)}: [bold]{figures.Efficiency.ToString("P0", CultureInfo.InvariantCulture)}[/]");
        AnsiConsole.MarkupLineInterpolated($"bare runs at once on {figures.Sessions} threads: {Format(figures.BarePerSecond)} a second, {figures.BareScaling.ToString("F2", CultureInfo.InvariantCulture)} times those of one thread");
    }

    private static void Print(IReadOnlyList<SessionChoice> choices, int callers)
    {
        if (choices.Count == 0)
        {
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]Sessions and threads[/] on {Environment.ProcessorCount} processors; medians");
        Table table = new Table().AddColumn("Detection:Sessions").AddColumn("ThreadsPerSession")
            .AddColumn(new TableColumn($"pictures/s, {callers} callers").RightAligned())
            .AddColumn(new TableColumn($"ms a call, {callers} callers").RightAligned())
            .AddColumn(new TableColumn("ms a call, one caller").RightAligned());
        foreach (SessionChoice choice in choices)
        {
            table.AddRow($"{choice.Sessions}", $"{choice.Threads}", Format(choice.PerSecond.Median), Format(choice.Shared.Median), Format(choice.Alone.Median));
        }

        AnsiConsole.Write(table);
        SessionChoice best = SessionMatrix.Best(choices);
        SessionChoice soonest = choices.MinBy(choice => choice.Alone.Median)!;
        AnsiConsole.MarkupLineInterpolated($"for throughput: [bold]Detection:Sessions={best.Sessions}, Detection:ThreadsPerSession={best.Threads}[/]");
        if (soonest != best)
        {
            AnsiConsole.MarkupLineInterpolated($"for one caller at a time: Detection:Sessions={soonest.Sessions}, Detection:ThreadsPerSession={soonest.Threads}");
        }
    }

    private static string Format(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
