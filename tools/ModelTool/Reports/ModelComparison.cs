using System.Collections.Immutable;
using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>Two models measured on the same pictures.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">The second.</param>
/// <param name="Report">What was found.</param>
/// <param name="DifferingPictures">The pictures where they differ most, as each model sees them.</param>
internal sealed record ModelComparison(
    ModelEvaluation First, ModelEvaluation Second, ComparisonReport Report, ImmutableArray<(PictureOutcome First, PictureOutcome Second)> DifferingPictures)
{
    /// <summary>Puts two evaluations side by side.</summary>
    /// <param name="first">The first model's.</param>
    /// <param name="second">The second model's, on the same pictures.</param>
    /// <param name="speed">Both models timed in turn; null where they were not.</param>
    internal static ModelComparison Of(ModelEvaluation first, ModelEvaluation second, ModelSpeed? speed)
    {
        first = first.With(speed?.Figures[0]);
        second = second.With(speed?.Figures[1]);
        (PictureOutcome First, PictureOutcome Second, PictureDifference Difference)[] differing =
        [
            .. first.Pictures.Zip(second.Pictures, (one, other) => (one, other, Difference: Difference(one, other)))
                .Where(picture => picture.Difference.OnlyFirst + picture.Difference.OnlySecond > 0)
                .OrderByDescending(picture => picture.Difference.OnlyFirst + picture.Difference.OnlySecond)
                .Take(ModelEvaluation.PicturesDrawn),
        ];
        ComparisonReport report = new(
            first.Report, second.Report, Subtract(second.Report.Figures, first.Report.Figures), speed?.TotalRatio, speed?.InferenceRatio,
            (double)second.Report.Model.Bytes / first.Report.Model.Bytes, [.. differing.Select(picture => picture.Difference)]);
        return new ModelComparison(first, second, report, [.. differing.Select(picture => (picture.First, picture.Second))]);
    }

    private static PictureDifference Difference(PictureOutcome first, PictureOutcome second)
    {
        List<CocoDetection> others = [.. second.Detections];
        int agreed = 0, onlyFirst = 0;
        foreach (CocoDetection detection in first.Detections.OrderByDescending(detection => detection.Score))
        {
            int best = -1;
            double bestOverlap = 0.5;
            for (int i = 0; i < others.Count; i++)
            {
                if (others[i].CategoryId == detection.CategoryId && Overlap(detection, others[i]) is var overlap && overlap >= bestOverlap)
                {
                    (best, bestOverlap) = (i, overlap);
                }
            }

            if (best < 0)
            {
                onlyFirst++;
                continue;
            }

            others.RemoveAt(best);
            agreed++;
        }

        return new PictureDifference(first.Image.FileName, agreed, onlyFirst, others.Count, first.Mistakes, second.Mistakes);
    }

    private static double Overlap(CocoDetection one, CocoDetection other) =>
        BoxOverlap.Of(one, new CocoBox(0, other.ImageId, other.CategoryId, other.X, other.Y, other.Width, other.Height, other.Area, IsCrowd: false));

    private static CocoFigures Subtract(CocoFigures a, CocoFigures b) => new(
        a.Ap - b.Ap, a.Ap50 - b.Ap50, a.Ap75 - b.Ap75, a.ApSmall - b.ApSmall, a.ApMedium - b.ApMedium, a.ApLarge - b.ApLarge,
        a.Ar1 - b.Ar1, a.Ar10 - b.Ar10, a.Ar100 - b.Ar100, a.ArSmall - b.ArSmall, a.ArMedium - b.ArMedium, a.ArLarge - b.ArLarge);
}
