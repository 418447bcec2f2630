using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelTool.Benchmarks;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>bench</c>: what the stages of an analysis take beside the bare inference, what callers at once get through, and how to set up sessions.</summary>
internal static class BenchCommand
{
    private const string Help = """
        Each analysis is followed by the bare inference on the tensor it left behind, so that both are disturbed alike: read the ratio, not the milliseconds. Where
        libjpeg-turbo is installed (libturbojpeg0), its full decode of the same pictures stands beside. Decoding and letterboxing together are compared with
        ImageSharp, picture by picture in turn. Choices of sessions and threads take turns.

        Exit code 0; 1 for a model or a folder that cannot be used.

          bench yolov8n.onnx --images val2017
          bench yolov8n.onnx --images val2017 --json | jq .best
        """;

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
            "Measures, in one run, the stages of an analysis on one thread beside bare inference on the same tensors, decoding and letterboxing beside ImageSharp, the managed memory a call allocates, "
            + "the throughput of several callers, and which numbers of sessions and threads suit this machine.")
        {
            model, images, rounds, callers, turns, json,
        };
        DetailedHelp.AddTo(command, Help);
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(async () =>
            {
                string folder = parse.GetRequiredValue(images).FullName;
                byte[][] pictures = [.. Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
                if (pictures.Length == 0)
                {
                    throw new InvalidDataException($"The folder {folder} holds no .jpg files.");
                }

                string path = parse.GetRequiredValue(model).FullName;
                int callersAtOnce = parse.GetValue(callers);
                StageFigures stages = await StageBenchmark.RunAsync(path, pictures, parse.GetValue(rounds), cancellation);
                InputFigures input = await InputBenchmark.RunAsync(path, pictures, parse.GetValue(rounds), cancellation);
                ThroughputFigures throughput = await ThroughputBenchmark.RunAsync(path, pictures, callersAtOnce, stages, cancellation);
                IReadOnlyList<SessionChoice> choices = parse.GetValue(turns) > 0
                    ? await SessionMatrix.MeasureAsync(path, pictures, callersAtOnce, parse.GetValue(turns), cancellation)
                    : [];
                if (parse.GetValue(json))
                {
                    console.WriteText(JsonSerializer.Serialize(BenchReport.From(stages, input, throughput, choices), BenchReportJson.Default.BenchReport));
                    return 0;
                }

                Print(console.Output, stages, pictures.Length);
                Print(console.Output, input);
                Print(console.Output, throughput);
                Print(console.Output, choices, callersAtOnce);
                return 0;
            });
        });
        return command;
    }

    private static void Print(IAnsiConsole console, StageFigures figures, int pictures)
    {
        console.MarkupLineInterpolated($"[bold]One thread[/], {pictures} pictures, {figures.Whole.Count} calls; milliseconds");
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

        console.Write(table);
        console.MarkupLineInterpolated($"whole / bare: [bold]{figures.Ratio.Median.ToString("F3", CultureInfo.InvariantCulture)}[/] (median over the calls), {(figures.Whole.Mean / figures.Bare.Mean).ToString("F3", CultureInfo.InvariantCulture)} (of the means)");
        if (figures.TurboDecode.Count > 0)
        {
            console.MarkupLineInterpolated($"decode / libjpeg-turbo's full decode: [bold]{Format(figures.Decode.Mean / figures.TurboDecode.Mean)}[/] (of the means)");
        }

        console.MarkupLineInterpolated($"managed bytes a steady call allocates: [bold]{figures.AllocatedBytes}[/]");
    }

    private static void Print(IAnsiConsole console, InputFigures figures) => console.MarkupLineInterpolated(
        $"decode + letterbox on one thread: {Format(figures.Own.Median)} ms; with ImageSharp {Format(figures.ImageSharp.Median)} ms, [bold]{Format(figures.Ratio.Median)}[/] times as long (median over the calls)");

    private static void Print(IAnsiConsole console, ThroughputFigures figures)
    {
        console.MarkupLineInterpolated($"[bold]{figures.Callers} callers[/] on {figures.Sessions} sessions: {Format(figures.PerSecond)} pictures a second; {figures.Different} of {figures.Calls} answers differ from those of one caller");
        console.MarkupLineInterpolated($"of {figures.Sessions} / (bare run + decode) = {Format(figures.IdealPerSecond)}: [bold]{figures.Efficiency.ToString("P0", CultureInfo.InvariantCulture)}[/]");
        console.MarkupLineInterpolated($"bare runs at once on {figures.Sessions} threads: {Format(figures.BarePerSecond)} a second, {figures.BareScaling.ToString("F2", CultureInfo.InvariantCulture)} times those of one thread");
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<SessionChoice> choices, int callers)
    {
        if (choices.Count == 0)
        {
            return;
        }

        console.MarkupLineInterpolated($"[bold]Sessions and threads[/] on {Environment.ProcessorCount} processors; medians");
        Table table = new Table().AddColumn("Detection:Sessions").AddColumn("ThreadsPerSession")
            .AddColumn(new TableColumn($"pictures/s, {callers} callers").RightAligned())
            .AddColumn(new TableColumn($"ms a call, {callers} callers").RightAligned())
            .AddColumn(new TableColumn("ms a call, one caller").RightAligned());
        foreach (SessionChoice choice in choices)
        {
            table.AddRow($"{choice.Sessions}", $"{choice.Threads}", Format(choice.PerSecond.Median), Format(choice.Shared.Median), Format(choice.Alone.Median));
        }

        console.Write(table);
        SessionChoice best = SessionMatrix.Best(choices);
        SessionChoice soonest = choices.MinBy(choice => choice.Alone.Median)!;
        console.MarkupLineInterpolated($"for throughput: [bold]Detection:Sessions={best.Sessions}, Detection:ThreadsPerSession={best.Threads}[/]");
        if (soonest != best)
        {
            console.MarkupLineInterpolated($"for one caller at a time: Detection:Sessions={soonest.Sessions}, Detection:ThreadsPerSession={soonest.Threads}");
        }
    }

    private static string Format(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
