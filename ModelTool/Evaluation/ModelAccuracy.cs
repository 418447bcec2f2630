using System.Collections.Concurrent;
using Detection;
using Detection.Models;

namespace ModelTool.Evaluation;

/// <summary>Runs a model over annotated pictures the way reference validators do and evaluates what it finds.</summary>
public static class ModelAccuracy
{
    /// <summary>Most detections a picture.</summary>
    public const int MaxDetections = 300;

    // Validators let nearly everything through, so that the precision-recall curve is complete.
    private const float Confidence = 0.001f;

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
        Detector detector, CocoAnnotations truth, string folder, float iou, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(truth);
        if (detector.Model.Labels.Count != truth.Categories.Length)
        {
            throw new InvalidDataException($"The model has {detector.Model.Labels.Count} classes, the annotations have {truth.Categories.Length}.");
        }

        DetectionOptions options = new() { Confidence = Confidence, Iou = iou, MaxDetections = MaxDetections, MultiLabel = true };
        ConcurrentBag<CocoDetection> detections = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = detector.Sessions, CancellationToken = cancellation };
        await Parallel.ForEachAsync(truth.Images, parallel, async (image, token) =>
        {
            byte[] picture = await File.ReadAllBytesAsync(Path.Combine(folder, image.FileName), token);
            DetectionResult result = await detector.DetectAsync(picture, options, token);
            foreach (DetectedObject found in result.Objects)
            {
                detections.Add(new CocoDetection(
                    image.Id, truth.CategoryIdOf(found.ClassId), found.Box.Left, found.Box.Top, found.Box.Width, found.Box.Height, found.Confidence));
            }
        });
        return CocoEvaluation.Evaluate(truth, [.. detections]);
    }
}
