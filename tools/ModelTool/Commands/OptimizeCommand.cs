using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelTool.Optimization;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>optimize</c>: a model that loads faster or is smaller, and finds the same.</summary>
internal static class OptimizeCommand
{
    private const int LoadRounds = 9;

    // Rounding a picture to whole bytes or weights to 11 bits moves results a little; graph optimization only reorders sums.
    private static readonly OutputTolerance Exact = new(0.5, 0.002, false), Rounded = new(2, 0.02, true);

    private const string Description = """
        Does once what ONNX Runtime would do at each load (constants folded, operators fused), and on request makes the file smaller or lets the model take bytes. Detections before and after are compared on pictures: a model that finds something else is not written.

        --level basic is safe everywhere; extended uses operators of ONNX Runtime's own; all also fixes the memory layout, for this kind of processor only. An --output that ends with .ort is ONNX Runtime's own format, the quickest to open.

        Boxes may move by 0.5 pixels and scores by 0.002; with --weights fp16 or --bytes-in, which round, by 2 pixels and 0.02. Exit code 1 where more changed.

        Example: optimize yolov8n.onnx --level extended --images val2017 --output yolov8n.ort
        """;

    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<FileInfo?> output = new("--output") { Description = "The file to write, .onnx or .ort. Default: <model>-optimized.onnx beside the model." };
        Option<OptimizationLevel> level = new("--level") { Description = "How far ONNX Runtime's own optimization goes.", DefaultValueFactory = _ => OptimizationLevel.Extended };
        Option<string> weights = new Option<string>("--weights") { Description = "fp32, or fp16: stored in half the bytes, computed in float32.", DefaultValueFactory = _ => "fp32" }.AcceptOnlyFromAmong("fp32", "fp16");
        Option<bool> bytesIn = new("--bytes-in") { Description = "The model takes bytes and normalises them itself, in its first convolution where it can." };
        Option<DirectoryInfo> images = new Option<DirectoryInfo>("--images") { Description = "Folder with pictures to compare detections on.", Required = true }.AcceptExistingOnly();
        Option<int> pictures = new("--pictures") { Description = "Most pictures taken from it.", DefaultValueFactory = _ => 50 };
        Option<bool> json = new("--json") { Description = "Print one JSON document instead of text." };
        Command command = new("optimize", Description) { model, output, level, weights, bytesIn, images, pictures, json };
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(() => RunAsync(
                new OptimizationSettings(parse.GetRequiredValue(model), parse.GetValue(level), parse.GetValue(weights) == "fp16", parse.GetValue(bytesIn)),
                OutputPath.Choose(parse.GetValue(output), parse.GetRequiredValue(model), "optimized"),
                PictureFolder.Read(parse.GetRequiredValue(images), parse.GetValue(pictures)),
                parse.GetValue(json),
                console,
                cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(
        OptimizationSettings settings, string output, byte[][] pictures, bool isJson, CommandConsole console, CancellationToken cancellation)
    {
        using WorkFolder work = new();
        string candidate = work[$"optimized{Path.GetExtension(output)}"], source = settings.Model.FullName;
        OptimizationSteps steps = ModelOptimization.Write(settings, candidate, work);
        OutputTolerance tolerance = settings.HalfWeights || settings.BytesIn ? Rounded : Exact;
        OutputCheck check = await OutputCheck.RunAsync(source, candidate, pictures, tolerance, cancellation);
        bool isSame = check.Changes.Count == 0;
        OptimizationReport report = new(
            source,
            isSame ? output : null,
            steps,
            settings.Model.Length,
            new FileInfo(candidate).Length,
            LoadTimes.Measure(source, candidate, LoadRounds),
            await RunTimes.MeasureAsync(source, candidate, pictures[..Math.Min(pictures.Length, 20)], rounds: 1, cancellation),
            tolerance,
            check,
            [.. Warnings(settings, output, steps)]);
        if (isSame)
        {
            OutputPath.Publish(candidate, output);
        }

        if (isJson)
        {
            console.WriteText(JsonSerializer.Serialize(report, OptimizationReportJson.Default.OptimizationReport));
        }
        else
        {
            Print(console, report);
        }

        foreach (string warning in report.Warnings)
        {
            console.Warn(warning);
        }

        if (!isSame)
        {
            console.Fail($"Not written: {check.Changes.Count} objects are not the same. {string.Join("; ", check.Changes.Take(3))}.");
        }

        return isSame ? 0 : 1;
    }

    private static IEnumerable<string> Warnings(OptimizationSettings settings, string output, OptimizationSteps steps)
    {
        if (OfflineOptimization.IsOrt(output) && settings.Level != OptimizationLevel.All)
        {
            yield return "ONNX Runtime does not choose a memory layout for an .ort file when it opens it, so runs may be slower than with .onnx: compare the times, or use --level all on the machine's kind.";
        }

        if (settings.Level == OptimizationLevel.All)
        {
            yield return "--level all fixes the memory layout of this machine's processor: run the file on its kind only.";
        }

        if (steps.IsNormalizationFolded == false)
        {
            yield return "The input is not read by one convolution alone, so the normalisation became nodes of the graph: it takes as long as before, in another place.";
        }
    }

    private static void Print(CommandConsole console, OptimizationReport report)
    {
        Table table = new Table().AddColumn("figure").AddColumn(new TableColumn("before").RightAligned()).AddColumn(new TableColumn("after").RightAligned()).AddColumn(new TableColumn("after / before").RightAligned());
        Add("bytes", report.BytesBefore, report.BytesAfter, "N0");
        Add("session load, ms (median)", report.Load.Before, report.Load.After, "F1");
        Add("run on one thread, ms (median)", report.Run.Before, report.Run.After, "F2");
        console.Output.Write(table);
        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Check.Objects} objects in {report.Check.Pictures} pictures: boxes moved by at most {report.Check.LargestBoxChange:F3} pixels, scores by {report.Check.LargestScoreChange:F4} (allowed: {report.Tolerance.Box} and {report.Tolerance.Score})"));
        if (report.Output is not null)
        {
            console.Output.WriteLine($"Written: {report.Output}");
        }

        void Add(string name, double before, double after, string format) => table.AddRow(
            name, before.ToString(format, CultureInfo.InvariantCulture), after.ToString(format, CultureInfo.InvariantCulture), (after / before).ToString("F3", CultureInfo.InvariantCulture));
    }
}
