using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Detection;
using Detection.Models;
using ModelTool.Evaluation;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>evaluate</c>: the COCO average precision of a model, through the same pipeline the service runs.</summary>
internal static class EvaluateCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<DirectoryInfo> images = CommonOptions.Images();
        Option<FileInfo> annotations = new Option<FileInfo>("--annotations") { Description = "COCO's instances JSON with the true boxes.", Required = true }.AcceptExistingOnly();
        Option<float?> iou = new("--nms-iou") { Description = "IoU of non-maximum suppression. Default: what the family's own validator uses (0.6 for YOLOv5, 0.65 for YOLOX, else 0.7)." };
        Command command = new("evaluate", "Measures a model's COCO average precision, as reference validators do: confidence 0.001, several labels a box, at most 300 detections a picture.")
        {
            model, images, annotations, iou,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            CocoAnnotations truth = CocoAnnotations.Load(parse.GetRequiredValue(annotations).FullName);
            using Detector detector = new(new DetectorOptions { ModelPath = parse.GetRequiredValue(model).FullName });
            float suppression = parse.GetValue(iou) ?? ModelAccuracy.UsualIou(detector.Model.Family);
            long start = Stopwatch.GetTimestamp();
            CocoResult result = await ModelAccuracy.MeasureAsync(detector, truth, parse.GetRequiredValue(images).FullName, suppression, cancellation);
            Print(detector.Model, truth, result, suppression, Stopwatch.GetElapsedTime(start));
        });
        return command;
    }

    private static void Print(ModelDescription model, CocoAnnotations truth, CocoResult result, float suppression, TimeSpan elapsed)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{model.Name}[/] ({model.Family}, {model.InputWidth}x{model.InputHeight}) on {truth.Images.Length} pictures in {elapsed.TotalSeconds:F1} s");
        AnsiConsole.MarkupLineInterpolated($"confidence 0.001, several labels a box, at most {ModelAccuracy.MaxDetections} detections a picture, NMS IoU {suppression.ToString(CultureInfo.InvariantCulture)}");
        Table table = new Table().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        (string Name, double Value)[] figures =
        [
            ("AP @ .50:.95", result.Ap), ("AP @ .50", result.Ap50), ("AP @ .75", result.Ap75),
            ("AP small", result.ApSmall), ("AP medium", result.ApMedium), ("AP large", result.ApLarge),
            ("AR, 1 detection", result.Ar1), ("AR, 10 detections", result.Ar10), ("AR, 100 detections", result.Ar100),
            ("AR small", result.ArSmall), ("AR medium", result.ArMedium), ("AR large", result.ArLarge),
        ];
        foreach ((string name, double value) in figures)
        {
            table.AddRow(name, value.ToString("F4", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }
}
