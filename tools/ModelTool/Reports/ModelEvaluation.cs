using System.Collections.Immutable;
using System.Security.Cryptography;
using Detection;
using Detection.Models;
using Detection.Tiling;
using ModelTool.Evaluation;
using ModelTool.Inspection;

namespace ModelTool.Reports;

/// <summary>A model measured on a data set, with all that a report shows.</summary>
internal sealed class ModelEvaluation
{
    /// <summary>Most pictures a report draws.</summary>
    internal const int PicturesDrawn = 12;

    private ModelEvaluation(
        EvaluationReport report, CocoAnnotations truth, IReadOnlyList<CocoDetection> detections, ImmutableArray<PictureOutcome> pictures)
    {
        Report = report;
        Truth = truth;
        Detections = detections;
        Pictures = pictures;
    }

    /// <summary>What was found.</summary>
    internal EvaluationReport Report { get; private init; }

    /// <summary>The ground truth.</summary>
    internal CocoAnnotations Truth { get; }

    /// <summary>All detections, in the order of the pictures and in each best first.</summary>
    internal IReadOnlyList<CocoDetection> Detections { get; }

    /// <summary>Each picture at the best threshold, in the order of the annotations.</summary>
    internal ImmutableArray<PictureOutcome> Pictures { get; }

    /// <summary>The pictures with the most mistakes, worst first.</summary>
    internal IEnumerable<PictureOutcome> WorstPictures => Worst(Pictures);

    /// <summary>Measures accuracy.</summary>
    /// <param name="detector">The model.</param>
    /// <param name="truth">The ground truth.</param>
    /// <param name="annotations">The name of its file.</param>
    /// <param name="folder">Where the pictures are.</param>
    /// <param name="iou">IoU of non-maximum suppression, or null for what the family's validator uses.</param>
    /// <param name="tiles">How the pictures are cut into tiles; null for not at all.</param>
    /// <param name="progress">Receives 1 for each finished picture; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidDataException">The model has other classes than the annotations.</exception>
    internal static async Task<ModelEvaluation> RunAsync(
        Detector detector, CocoAnnotations truth, string annotations, string folder, float? iou, TileGrid? tiles, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        ModelDescription model = detector.Model;
        float suppression = iou ?? ModelAccuracy.UsualIou(model.Family);
        IReadOnlyList<CocoDetection> detections = await ModelAccuracy.DetectAsync(detector, truth, folder, suppression, tiles, progress, cancellation);
        CocoResult result = CocoEvaluation.Evaluate(truth, detections);
        OperatingCurve curve = new(truth, detections);
        ImmutableArray<PictureOutcome> pictures = curve.Pictures(curve.Best.Confidence);
        EvaluationReport report = new(
            Facts(model),
            new DataSetFacts(annotations, truth.Images.Length, truth.Boxes.Count(box => !box.IsCrowd), truth.Boxes.Count(box => box.IsCrowd)),
            new EvaluationSettings(ModelAccuracy.Confidence, true, ModelAccuracy.MaxDetections, suppression, tiles?.ToString()),
            detections.Count == 0 ? [await SilenceAsync(detector, truth.Images.Length, cancellation)] : [],
            [.. Warnings(model, truth)],
            CocoFigures.Of(result),
            curve.Best,
            null,
            Classes(truth, result, curve),
            curve.Points,
            curve.PrecisionRecall,
            [.. Worst(pictures).Select(picture => new PictureMistakes(picture.Image.FileName, picture.Right.Length, picture.Wrong.Length, picture.Missed.Length))]);
        return new ModelEvaluation(report, truth, detections, pictures);
    }

    /// <summary>The same with the model's speed.</summary>
    internal ModelEvaluation With(SpeedFigures? speed) => new(Report with { Speed = speed }, Truth, Detections, Pictures);

    /// <summary>The paths of the first pictures, to measure speed on.</summary>
    /// <param name="truth">The annotations.</param>
    /// <param name="folder">Where the pictures are.</param>
    /// <param name="count">How many at most.</param>
    internal static IReadOnlyList<string> FirstPictures(CocoAnnotations truth, string folder, int count) =>
        [.. truth.Images.Take(count).Select(image => Path.Combine(folder, image.FileName))];

    private static IEnumerable<PictureOutcome> Worst(IEnumerable<PictureOutcome> pictures) =>
        pictures.Where(picture => picture.Mistakes > 0).OrderByDescending(picture => picture.Mistakes).Take(PicturesDrawn);

    private static ModelFacts Facts(ModelDescription model)
    {
        using FileStream file = File.OpenRead(model.Path);
        return new ModelFacts(
            model.Name, Path.GetFileName(model.Path), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)), model.Family, model.InputWidth,
            model.InputHeight, model.Precision, model.Labels.Count);
    }

    private static async Task<string> SilenceAsync(Detector detector, int pictures, CancellationToken cancellation)
    {
        using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
        string silence = $"The model finds nothing: no score is above {ModelAccuracy.Confidence} in any of {pictures} pictures.";
        return OutputValues.Fault(lease.Session.Run(cancellation)) is { } fault ? $"{silence} {fault}" : silence;
    }

    private static IEnumerable<string> Warnings(ModelDescription model, CocoAnnotations truth)
    {
        (string Model, string Annotations, int Index)[] differing =
        [
            .. model.Labels.Select((label, index) => (label, truth.Categories[index].Name, index))
                .Where(pair => !string.Equals(pair.label, pair.Name, StringComparison.OrdinalIgnoreCase)),
        ];
        if (differing is [var first, ..])
        {
            yield return $"{differing.Length} of {model.Labels.Count} class names differ from the annotations' (class {first.Index} is '{first.Model}' in the model and '{first.Annotations}' there); classes are matched by their order.";
        }
    }

    private static ImmutableArray<ClassFigures> Classes(CocoAnnotations truth, CocoResult result, OperatingCurve curve)
    {
        ImmutableSortedDictionary<int, OperatingPoint> points = curve.ByCategory(curve.Best.Confidence);
        return
        [
            .. truth.Categories.Select(category =>
            {
                OperatingPoint point = points[category.Id];
                int objects = point.Right + point.Missed;
                return new ClassFigures(
                    category.Id, category.Name, objects, CocoFigures.Value(result.ApByCategory[category.Id]),
                    CocoFigures.Value(result.Ap50ByCategory[category.Id]), point.Precision, point.Recall, objects == 0 ? null : point.F1);
            }),
        ];
    }
}
