using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>
/// The COCO detection evaluation of boxes: the figures by which detectors are compared, worked out as the data set's own tool does,
/// so that they can be held against published ones.
/// </summary>
public static class CocoEvaluation
{
    /// <summary>Compares detections with the ground truth.</summary>
    /// <param name="truth">The ground truth. Every picture in it counts, so a picture without detections lowers recall.</param>
    /// <param name="detections">
    /// The detections of all pictures in any order; among equal scores in a picture the first one ranks highest. Those of a category
    /// that the ground truth doesn't have are left out.
    /// </param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">
    /// A detection is of a picture that the ground truth doesn't have, or has a number that is infinite or NaN.
    /// </exception>
    public static CocoResult Evaluate(CocoAnnotations truth, IReadOnlyList<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        long[] imageIds = [.. truth.Images.Select(image => image.Id).Order()];
        Check(detections, imageIds.ToHashSet());

        // Lookups keep the order within a key, on which equal scores and overlaps depend.
        ILookup<(long, int), CocoBox> boxes = truth.Boxes.ToLookup(box => (box.ImageId, box.CategoryId));
        ILookup<(long, int), CocoDetection> found = detections.ToLookup(detection => (detection.ImageId, detection.CategoryId));

        return Summarize([.. truth.Categories.Select(category => new CategoryCurves(category.Id, BoxesOf(category.Id)))]);

        BoxesInImage[] BoxesOf(int categoryId) =>
        [
            .. imageIds
                .Select(imageId => new BoxesInImage(boxes[(imageId, categoryId)], found[(imageId, categoryId)]))
                .Where(image => !image.IsEmpty),
        ];
    }

    private static void Check(IReadOnlyList<CocoDetection> detections, HashSet<long> imageIds)
    {
        foreach (CocoDetection detection in detections)
        {
            if (!imageIds.Contains(detection.ImageId))
            {
                throw new ArgumentException($"The ground truth has no image {detection.ImageId}.", nameof(detections));
            }

            // Such a number has neither a place in a ranking nor an overlap with anything: the model or its decoding is broken.
            if (!detection.IsFinite)
            {
                throw new ArgumentException($"A number of {detection} is not finite.", nameof(detections));
            }
        }
    }

    private static CocoResult Summarize(CategoryCurves[] categories)
    {
        return new CocoResult
        {
            Ap = Mean(category => category.All?.AveragePrecision),
            Ap50 = Mean(category => category.All?.AveragePrecisions[CocoThresholds.Half]),
            Ap75 = Mean(category => category.All?.AveragePrecisions[CocoThresholds.ThreeQuarters]),
            ApSmall = Mean(category => category.Small?.AveragePrecision),
            ApMedium = Mean(category => category.Medium?.AveragePrecision),
            ApLarge = Mean(category => category.Large?.AveragePrecision),
            Ar1 = Mean(category => category.Top1?.AverageRecall),
            Ar10 = Mean(category => category.Top10?.AverageRecall),
            Ar100 = Mean(category => category.All?.AverageRecall),
            ArSmall = Mean(category => category.Small?.AverageRecall),
            ArMedium = Mean(category => category.Medium?.AverageRecall),
            ArLarge = Mean(category => category.Large?.AverageRecall),
            ApByCategory = categories.ToImmutableSortedDictionary(
                category => category.CategoryId,
                category => category.All?.AveragePrecision ?? CocoResult.NoTruth),
            Ap50ByCategory = categories.ToImmutableSortedDictionary(
                category => category.CategoryId,
                category => category.All?.AveragePrecisions[CocoThresholds.Half] ?? CocoResult.NoTruth),
        };

        // Average leaves nulls out, and is null when there is nothing else.
        double Mean(Func<CategoryCurves, double?> figure) => categories.Average(figure) ?? CocoResult.NoTruth;
    }
}
