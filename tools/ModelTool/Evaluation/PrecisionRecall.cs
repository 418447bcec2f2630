using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>
/// What the precision-recall curves of one category come to, in one area range and with one cap on detections: the accumulation of
/// the COCO detection evaluation.
/// </summary>
internal sealed class PrecisionRecall
{
    // Keeps 0 / 0 at 0 while no detection has counted yet.
    private static readonly double Epsilon = Math.BitIncrement(1.0) - 1.0;

    private PrecisionRecall(ImmutableArray<double> averagePrecisions, ImmutableArray<double> recalls)
    {
        AveragePrecisions = averagePrecisions;
        AveragePrecision = averagePrecisions.Average();
        AverageRecall = recalls.Average();
    }

    /// <summary>The average precision, 0 to 1, at each threshold of <see cref="CocoThresholds.Overlap"/>.</summary>
    public ImmutableArray<double> AveragePrecisions { get; }

    /// <summary>The mean of <see cref="AveragePrecisions"/>.</summary>
    public double AveragePrecision { get; }

    /// <summary>The share of the objects that were found at all, 0 to 1: the mean over the overlap thresholds.</summary>
    public double AverageRecall { get; }

    /// <summary>Puts together the matches of one category in all pictures.</summary>
    /// <param name="images">The pictures in ascending order of id, which decides between equal scores of different pictures.</param>
    /// <param name="maxDetections">How many detections of each picture count, those with the highest scores.</param>
    /// <returns>The curves' figures, or null when there was nothing to find: then recall means nothing.</returns>
    public static PrecisionRecall? Of(IReadOnlyList<ImageMatches> images, int maxDetections)
    {
        int truthCount = images.Sum(image => image.TruthCount);
        if (truthCount == 0)
        {
            return null;
        }

        // Stable, so that equal scores keep the order of the pictures, and in a picture that of the model.
        (ImageMatches Image, int Index)[] ranked =
        [
            .. images
                .SelectMany(image => Enumerable.Range(0, Math.Min(maxDetections, image.Detections.Length)).Select(index => (image, index)))
                .OrderByDescending(entry => entry.image.Detections[entry.index].Score),
        ];

        int thresholds = CocoThresholds.Overlap.Length;
        var averagePrecisions = new double[thresholds];
        var recalls = new double[thresholds];
        for (var threshold = 0; threshold < thresholds; threshold++)
        {
            MatchOutcome[] outcomes = [.. ranked.Select(entry => entry.Image.Outcomes[threshold][entry.Index])];
            (averagePrecisions[threshold], recalls[threshold]) = Summarize(outcomes, truthCount);
        }

        return new PrecisionRecall([.. averagePrecisions], [.. recalls]);
    }

    private static (double AveragePrecision, double Recall) Summarize(MatchOutcome[] outcomes, int truthCount)
    {
        var precisions = new double[outcomes.Length];
        var recalls = new double[outcomes.Length];
        double right = 0;
        double wrong = 0;
        for (var rank = 0; rank < outcomes.Length; rank++)
        {
            right += outcomes[rank] == MatchOutcome.TruePositive ? 1 : 0;
            wrong += outcomes[rank] == MatchOutcome.FalsePositive ? 1 : 0;
            recalls[rank] = right / truthCount;
            precisions[rank] = right / (wrong + right + Epsilon);
        }

        // Precision at a recall is the best that can be had at that recall or a higher one.
        for (int rank = precisions.Length - 1; rank > 0; rank--)
        {
            precisions[rank - 1] = Math.Max(precisions[rank - 1], precisions[rank]);
        }

        return (MeanPrecision(precisions, recalls), right / truthCount);
    }

    // Reads precision where each recall threshold is first reached, and 0 where it never is. Both lists ascend, so one pass does.
    private static double MeanPrecision(double[] precisions, double[] recalls)
    {
        double sum = 0;
        var rank = 0;
        foreach (double threshold in CocoThresholds.Recall)
        {
            while (rank < recalls.Length && recalls[rank] < threshold)
            {
                rank++;
            }

            sum += rank < precisions.Length ? precisions[rank] : 0;
        }

        return sum / CocoThresholds.Recall.Length;
    }
}
