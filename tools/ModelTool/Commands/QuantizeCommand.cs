using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelTool.Evaluation;
using ModelTool.Optimization;
using ModelTool.Quantization;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>quantize</c>: a float32 model to int8, with proof of what it costs and gains.</summary>
internal static class QuantizeCommand
{
    private const string Description = """
        Turns a float32 model into int8: a quarter of the size, and faster where the processor multiplies bytes well. Ranges come from calibration pictures, run through the same pipeline the service runs. Convolutions that the detections suffer from are found by quantizing one at a time and stay in float.

        Then both models are measured on annotated pictures, AP and speed side by side. A model that lost more than --max-ap-loss is not written, and the exit code is 1; --force writes it all the same.

        Calibrate with pictures like those to come, 50 to 200 of them, and not with those of --images.

        Example: quantize yolov8n.onnx --calibrate train2017 --images val2017 --annotations instances_val2017.json
        """;

    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<FileInfo?> output = new("--output") { Description = "The file to write. Default: <model>-int8.onnx beside the model." };
        Option<DirectoryInfo> calibrate = new Option<DirectoryInfo>("--calibrate") { Description = "Folder with calibration pictures.", Required = true }.AcceptExistingOnly();
        Option<int> pictures = new("--pictures") { Description = "Most calibration pictures.", DefaultValueFactory = _ => 64 };
        Option<DirectoryInfo> images = CommonOptions.Images();
        Option<FileInfo> annotations = new Option<FileInfo>("--annotations") { Description = "COCO's instances JSON with the true boxes of --images.", Required = true }.AcceptExistingOnly();
        Option<CalibrationMethod> method = new("--method") { Description = "How the range of a tensor follows from the values seen. Percentile did best on YOLOv5 and v8; Entropy clips too much where values gather around 0, as behind SiLU.", DefaultValueFactory = _ => CalibrationMethod.Percentile };
        Option<double> percentile = new("--percentile") { Description = "For percentile: percent of a tensor's values that are not clipped, above 50, at most 100.", DefaultValueFactory = _ => 99.99 };
        Option<bool?> reduceRange = new("--reduce-range") { Description = "Whether weights give up as much of their range (one bit at most) as keeps sums from saturating on processors without VNNI. Default: what this machine's processor needs." };
        Option<double> maxDifference = new("--max-difference") { Description = "How far detections on calibration pictures may differ from the float model's, 0 to 1, before more is kept in float.", DefaultValueFactory = _ => 0.09 };
        Option<double> maxApLoss = new("--max-ap-loss") { Description = "The most COCO AP that may be lost.", DefaultValueFactory = _ => 0.01 };
        Option<bool> force = new("--force") { Description = "Write the model whatever it lost." };
        Option<bool> json = new("--json") { Description = "Print one JSON document instead of text." };
        Command command = new("quantize", Description)
        {
            model, output, calibrate, pictures, images, annotations, method, percentile, reduceRange, maxDifference, maxApLoss, force, json,
        };
        Require(pictures, value => value > 0, "at least 1");
        Require(percentile, value => value is > 50 and <= 100, "above 50 and at most 100");
        Require(maxDifference, value => value is >= 0 and <= 1, "0 to 1");
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(() =>
            {
                QuantizationOptions options = new(
                    parse.GetValue(method), parse.GetValue(percentile), parse.GetValue(reduceRange) ?? !Processor.AddsBytesExactly, CorrectBias: true);
                QuantizationSettings settings = new(
                    parse.GetRequiredValue(model),
                    options,
                    PictureFolder.Read(parse.GetRequiredValue(calibrate), parse.GetValue(pictures)),
                    CocoAnnotations.Load(parse.GetRequiredValue(annotations).FullName),
                    parse.GetRequiredValue(images))
                {
                    MaxDifference = parse.GetValue(maxDifference),
                };
                string target = OutputPath.Choose(parse.GetValue(output), settings.Model, "int8");
                Verdict verdict = new(target, parse.GetValue(maxApLoss), parse.GetValue(force));
                return RunAsync(settings, verdict, parse.GetValue(json), console, cancellation);
            });
        });
        return command;
    }

    private static void Require<T>(Option<T> option, Func<T, bool> holds, string range) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || holds(result.GetValueOrDefault<T>()!))
        {
            return;
        }

        result.AddError($"{option.Name} must be {range}.");
    });

    private static async Task<int> RunAsync(
        QuantizationSettings settings, Verdict verdict, bool isJson, CommandConsole console, CancellationToken cancellation)
    {
        if (OfflineOptimization.IsOrt(verdict.Target))
        {
            throw new InvalidDataException("quantize writes .onnx; make an .ort of it with optimize.");
        }

        using WorkFolder work = new();
        string candidate = work["int8.onnx"];
        QuantizationReport report = await console.WithProgressAsync("Calibrating, judging, measuring", StageProgress.Total, bar =>
            ModelQuantization.RunAsync(settings, candidate, new StageProgress(bar, console).Report, cancellation));
        bool isWritten = verdict.Accepts(report);
        if (isWritten)
        {
            OutputPath.Publish(candidate, verdict.Target);
            report = report with { Output = verdict.Target };
        }

        if (isJson)
        {
            console.WriteText(JsonSerializer.Serialize(report, QuantizationReportJson.Default.QuantizationReport));
        }
        else
        {
            Print(console.Output, report);
        }

        if (!isWritten)
        {
            console.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"Not written: AP fell by {report.ApLoss:F4}, more than the {verdict.MaxApLoss} allowed. Keep more in float with a lower --max-difference, calibrate with more pictures, or take it as it is with --force."));
        }

        return isWritten ? 0 : 1;
    }

    private static void Print(IAnsiConsole console, QuantizationReport report)
    {
        Table table = new Table().AddColumn("figure").AddColumn(new TableColumn("float").RightAligned()).AddColumn(new TableColumn("int8").RightAligned()).AddColumn("change");
        Row("COCO AP", report.FloatAp, report.QuantizedAp, "F4", $"{-report.ApLoss:+0.0000;-0.0000}");
        Row("run on one thread, ms (median)", report.Run.Before, report.Run.After, "F2", $"{report.Run.Speedup:F2} times as fast");
        Row("bytes", report.FloatBytes, report.QuantizedBytes, "N0", $"{report.SizeRatio:P1}");
        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Convolutions - report.Search.Excluded.Count} of {report.Convolutions} convolutions in int8; detections on calibration pictures differ by {report.Search.Difference:F3} (all in int8: {report.Search.DifferenceOfAll:F3})"));
        foreach (UnitSensitivity kept in report.Search.Sensitivities.Where(unit => report.Search.Excluded.Contains(unit.Unit)))
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  in float: {kept.Unit}, which alone makes a difference of {kept.Difference:F3} at {kept.Share:P1} of the cost"));
        }

        if (report.Output is not null)
        {
            console.WriteLine($"Written: {report.Output}");
        }

        void Row(string name, double before, double after, string format, FormattableString change) => table.AddRow(
            name, before.ToString(format, CultureInfo.InvariantCulture), after.ToString(format, CultureInfo.InvariantCulture), change.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Three stages as one bar, or a line for each where there is no terminal.</summary>
    private sealed class StageProgress(IProgress<int>? bar, CommandConsole console)
    {
        internal const int Total = 3 * StageSteps;
        private const int StageSteps = 100;

        private readonly List<string> _stages = [];
        private int _reported;

        internal void Report(string stage, double done)
        {
            if (!_stages.Contains(stage))
            {
                _stages.Add(stage);
                if (bar is null)
                {
                    console.Error.WriteLine($"{stage} ...");
                }
            }

            int now = ((_stages.Count - 1) * StageSteps) + (int)(done * StageSteps);
            bar?.Report(now - _reported);
            _reported = now;
        }
    }

    /// <summary>When a model is written, and where.</summary>
    private sealed record Verdict(string Target, double MaxApLoss, bool IsForced)
    {
        internal bool Accepts(QuantizationReport report) => IsForced || report.ApLoss <= MaxApLoss;
    }
}
