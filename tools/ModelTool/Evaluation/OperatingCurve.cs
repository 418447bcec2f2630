using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>
/// What a model is worth by confidence threshold, at an overlap of .5: detections are matched as in the COCO detection evaluation (best score
/// first, a category in a picture at a time), then counted over all categories together, as one who uses the model meets them.
/// </summary>
internal sealed class OperatingCurve
{
    private const int Steps = 100;

    private readonly CocoAnnotations _truth;
    private readonly ImmutableArray<(int CategoryId, long ImageId, BoxesInImage Boxes, ImageMatches Matches)> _matches;

    /// <summary>Matches the detections with the ground truth and counts.</summary>
    /// <param name="truth">The ground truth.</param>
    /// <param name="detections">What a model found, down to scores near 0.</param>
    public OperatingCurve(CocoAnnotations truth, IReadOnlyList<CocoDetection> detections)
    {
        _truth = truth;
        ILookup<(long, int), CocoBox> boxes = truth.Boxes.ToLookup(box => (box.ImageId, box.CategoryId));
        ILookup<(long, int), CocoDetection> found = detections.ToLookup(detection => (detection.ImageId, detection.CategoryId));
        _matches =
        [
            .. from category in truth.Categories
               from image in truth.Images
               let inImage = new BoxesInImage(boxes[(image.Id, category.Id)], found[(image.Id, category.Id)])
               where !inImage.IsEmpty
               select (category.Id, image.Id, inImage, CocoMatcher.Match(inImage, AreaRange.All)),
        ];
        (float Score, bool IsRight)[] ranked = Ranked(_matches.Select(entry => entry.Matches));
        int objects = _matches.Sum(entry => entry.Matches.TruthCount);
        Points = [.. Enumerable.Range(0, Steps).Select(step => PointAt((float)step / Steps, (double)step / Steps, ranked, objects))];
        Best = Points.MaxBy(point => point.F1);
        PrecisionRecall = Interpolate(ranked, objects);
    }

    /// <summary>The points at the thresholds 0, .01, ... .99.</summary>
    public ImmutableArray<OperatingPoint> Points { get; }

    /// <summary>The point with the highest F1; of equal ones that with the lowest threshold.</summary>
    public OperatingPoint Best { get; }

    /// <summary>Precision at the recalls 0, .01, ... 1, as COCO interpolates it, but of all categories together.</summary>
    public ImmutableArray<RecallPoint> PrecisionRecall { get; }

    /// <summary>Each category's counts at a threshold, by category id; a category without objects and detections has zeros.</summary>
    /// <param name="confidence">The threshold, 0 to 1.</param>
    public ImmutableSortedDictionary<int, OperatingPoint> ByCategory(double confidence)
    {
        ILookup<int, ImageMatches> matches = _matches.ToLookup(entry => entry.CategoryId, entry => entry.Matches);
        return _truth.Categories.ToImmutableSortedDictionary(
            category => category.Id,
            category => PointAt((float)confidence, confidence, Ranked(matches[category.Id]), matches[category.Id].Sum(match => match.TruthCount)));
    }

    /// <summary>Each picture's right and wrong boxes and missed objects at a threshold, in the order of the annotations.</summary>
    /// <param name="confidence">The threshold, 0 to 1.</param>
    public ImmutableArray<PictureOutcome> Pictures(double confidence)
    {
        ILookup<long, (BoxesInImage Boxes, ImageMatches Matches)> matches = _matches.ToLookup(entry => entry.ImageId, entry => (entry.Boxes, entry.Matches));
        return [.. _truth.Images.Select(image => OutcomeOf(image, matches[image.Id], (float)confidence))];
    }

    private static PictureOutcome OutcomeOf(CocoImage image, IEnumerable<(BoxesInImage Boxes, ImageMatches Matches)> categories, float threshold)
    {
        ILookup<MatchOutcome, CocoDetection> detections = categories
            .SelectMany(entry => entry.Matches.Detections.Select((detection, index) => (detection, Outcome: entry.Matches.Outcomes[CocoThresholds.Half][index])))
            .Where(entry => (float)entry.detection.Score > threshold)
            .ToLookup(entry => entry.Outcome, entry => entry.detection);
        return new PictureOutcome(
            image,
            [.. detections[MatchOutcome.TruePositive]],
            [.. detections[MatchOutcome.FalsePositive]],
            [.. detections[MatchOutcome.Ignored]],
            [.. categories.SelectMany(entry => Missed(entry.Boxes, entry.Matches, threshold))]);
    }

    private static IEnumerable<CocoBox> Missed(BoxesInImage boxes, ImageMatches matches, float threshold)
    {
        // A match depends only on detections with better scores, so those above a threshold match as if there were no others.
        HashSet<int> found =
        [
            .. Enumerable.Range(0, matches.Detections.Length)
                .Where(index => (float)matches.Detections[index].Score > threshold)
                .Select(index => matches.Matched[CocoThresholds.Half][index]),
        ];
        return boxes.Truths.Where((truth, position) => !truth.IsCrowd && !found.Contains(position));
    }

    private static (float Score, bool IsRight)[] Ranked(IEnumerable<ImageMatches> matches) =>
    [
        .. matches
            .SelectMany(match => match.Detections.Select((detection, index) => (Score: (float)detection.Score, Outcome: match.Outcomes[CocoThresholds.Half][index])))
            .Where(entry => entry.Outcome != MatchOutcome.Ignored)
            .Select(entry => (entry.Score, IsRight: entry.Outcome == MatchOutcome.TruePositive))
            .OrderByDescending(entry => entry.Score),
    ];

    // Compared as the detector compares: float32 with float32.
    private static OperatingPoint PointAt(float threshold, double confidence, (float Score, bool IsRight)[] ranked, int objects)
    {
        int above = 0, right = 0;
        while (above < ranked.Length && ranked[above].Score > threshold)
        {
            right += ranked[above++].IsRight ? 1 : 0;
        }

        return new OperatingPoint(confidence, right, above - right, objects - right);
    }

    private static ImmutableArray<RecallPoint> Interpolate((float Score, bool IsRight)[] ranked, int objects)
    {
        int right = ranked.Count(entry => entry.IsRight);
        double best = 0;
        double[] precisions = new double[CocoThresholds.Recall.Length];
        int recall = precisions.Length - 1;
        for (int rank = ranked.Length; rank > 0; rank--)
        {
            while (recall >= 0 && right < CocoThresholds.Recall[recall] * objects)
            {
                precisions[recall--] = best;
            }

            best = Math.Max(best, (double)right / rank);
            right -= ranked[rank - 1].IsRight ? 1 : 0;
        }

        while (recall >= 0)
        {
            precisions[recall--] = best;
        }

        return [.. CocoThresholds.Recall.Select((value, index) => new RecallPoint(value, precisions[index]))];
    }
}
