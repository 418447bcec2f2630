using Detection;
using Detection.Models;
using Detection.Tiling;

namespace ModelTool.Evaluation;

/// <summary>Runs a model over annotated pictures the way reference validators do and evaluates what it finds.</summary>
public static class ModelAccuracy
{
    /// <summary>Most detections a picture.</summary>
    public const int MaxDetections = 300;

    /// <summary>Scores must be above it. Validators let nearly everything through, so that the precision-recall curve is complete.</summary>
    public const float Confidence = 0.001f;

    /// <summary>The IoU of non-maximum suppression a family's own validator uses.</summary>
    public static float UsualIou(ModelFamily family) => family switch
    {
        ModelFamily.YoloV5 => 0.6f,
        ModelFamily.YoloX or ModelFamily.YoloXDecoded => 0.65f,
        _ => 0.7f,
    };

    /// <summary>Measures.</summary>
    /// <param name="detector">The model; its class ids must be the annotations' categories in ascending order.</param>
    /// <param name="truth">The true boxes.</param>
    /// <param name="folder">Where the pictures are.</param>
    /// <param name="iou">IoU of non-maximum suppression, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidDataException">The model has other classes than the annotations.</exception>
    public static async Task<CocoResult> MeasureAsync(
        Detector detector, CocoAnnotations truth, string folder, float iou, CancellationToken cancellation = default) =>
        CocoEvaluation.Evaluate(truth, await DetectAsync(detector, truth, folder, iou, null, null, cancellation));

    /// <summary>Runs the model over all pictures: confidence 0.001, several labels a box, at most 300 detections a picture.</summary>
    /// <param name="detector">The model; its class ids must be the annotations' categories in ascending order.</param>
    /// <param name="truth">The annotations, for their pictures and categories.</param>
    /// <param name="folder">Where the pictures are.</param>
    /// <param name="iou">IoU of non-maximum suppression, 0 to 1.</param>
    /// <param name="tiles">How the pictures are cut into tiles; null for not at all.</param>
    /// <param name="progress">Receives 1 for each finished picture; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The detections, in the order of the pictures and in each best first, so that a repetition ranks equal scores alike.</returns>
    /// <exception cref="InvalidDataException">The model has other classes than the annotations.</exception>
    /// <exception cref="FileNotFoundException">A picture of the annotations is not in the folder.</exception>
    public static async Task<IReadOnlyList<CocoDetection>> DetectAsync(
        Detector detector, CocoAnnotations truth, string folder, float iou, TileGrid? tiles, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(truth);
        if (detector.Model.Labels.Count != truth.Categories.Length)
        {
            throw new InvalidDataException($"The model has {detector.Model.Labels.Count} classes, the annotations have {truth.Categories.Length}.");
        }

        DetectionOptions options = new() { Confidence = Confidence, Iou = iou, MaxDetections = MaxDetections, MultiLabel = true, Tiles = tiles };
        CocoDetection[][] found = new CocoDetection[truth.Images.Length][];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = detector.Sessions, CancellationToken = cancellation };
        await Parallel.ForAsync(0, found.Length, parallel, async (index, token) =>
        {
            CocoImage image = truth.Images[index];
            byte[] picture = await File.ReadAllBytesAsync(Path.Combine(folder, image.FileName), token);
            DetectionResult result = await detector.DetectAsync(picture, options, token);
            found[index] =
            [
                .. result.Objects.Select(found => new CocoDetection(
                    image.Id, truth.CategoryIdOf(found.ClassId), found.Box.Left, found.Box.Top, found.Box.Width, found.Box.Height, found.Confidence)),
            ];
            progress?.Report(1);
        });
        return [.. found.SelectMany(detections => detections)];
    }
}
