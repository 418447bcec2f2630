using System.Globalization;
using Detection;

namespace ModelTool.Optimization;

/// <summary>How far detections may move and still be the same.</summary>
/// <param name="Box">Pixels that an edge of a box may move.</param>
/// <param name="Score">What a score may change by, 0 to 1.</param>
/// <param name="MayChooseOtherwise">Whether, of boxes that overlap, another may be kept than before.</param>
internal sealed record OutputTolerance(double Box, double Score, bool MayChooseOtherwise);

/// <summary>What two models find in the same pictures, compared.</summary>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Objects">How many objects the first finds in them.</param>
/// <param name="LargestBoxChange">The most an edge of a box moved, in pixels, of those that were found again.</param>
/// <param name="LargestScoreChange">The most a score changed, of those that were found again.</param>
/// <param name="Changes">The objects that are not the same within the tolerance, a sentence each.</param>
internal sealed record OutputCheck(int Pictures, int Objects, double LargestBoxChange, double LargestScoreChange, IReadOnlyList<string> Changes)
{
    // Where many tools set it; what is fainter is noise to most callers.
    private const float Confidence = 0.25f;

    /// <summary>Compares.</summary>
    /// <param name="before">The first model's file.</param>
    /// <param name="after">The second model's file.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="tolerance">How far objects may differ.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static async Task<OutputCheck> RunAsync(
        string before, string after, byte[][] pictures, OutputTolerance tolerance, CancellationToken cancellation)
    {
        using Detector first = new(new DetectorOptions { ModelPath = before }), second = new(new DetectorOptions { ModelPath = after });

        // An object at the threshold may be above it for one and below it for the other: both are asked for a little more than is compared.
        DetectionOptions options = new() { Confidence = Confidence - (float)tolerance.Score };
        Comparison comparison = new(tolerance);
        for (int i = 0; i < pictures.Length; i++)
        {
            Found expected = await Found.InAsync(first, pictures[i], options, tolerance, cancellation);
            Found found = await Found.InAsync(second, pictures[i], options, tolerance, cancellation);
            comparison.Add(i, expected.Objects, found.Candidates, "is gone");
            comparison.Add(i, found.Objects, expected.Candidates, "is new");
            comparison.Objects += expected.Objects.Count(one => one.Confidence >= Confidence);
        }

        return new OutputCheck(pictures.Length, comparison.Objects, comparison.LargestBoxChange, comparison.LargestScoreChange, comparison.Changes);
    }

    /// <summary>What a model finds in a picture.</summary>
    /// <param name="Objects">The answer.</param>
    /// <param name="Candidates">What an object of the other model may be found among.</param>
    private sealed record Found(IReadOnlyList<DetectedObject> Objects, IReadOnlyList<DetectedObject> Candidates)
    {
        // Of boxes that overlap one is kept, the best; of two that are as good it is chance which. So where rounding is allowed, an object may be
        // found among the boxes before that choice.
        internal static async Task<Found> InAsync(
            Detector detector, byte[] picture, DetectionOptions options, OutputTolerance tolerance, CancellationToken cancellation)
        {
            IReadOnlyList<DetectedObject> objects = (await detector.DetectAsync(picture, options, cancellation)).Objects;
            return new Found(objects, tolerance.MayChooseOtherwise
                ? (await detector.DetectAsync(picture, options with { Iou = 1, MaxDetections = DetectionOptions.MaxDetectionsLimit }, cancellation)).Objects
                : objects);
        }
    }

    private sealed class Comparison(OutputTolerance tolerance)
    {
        internal List<string> Changes { get; } = [];

        internal int Objects { get; set; }

        internal double LargestBoxChange { get; private set; }

        internal double LargestScoreChange { get; private set; }

        internal void Add(int picture, IReadOnlyList<DetectedObject> from, IReadOnlyList<DetectedObject> to, string fault)
        {
            foreach (DetectedObject one in from.Where(one => one.Confidence >= Confidence))
            {
                DetectedObject[] same = [.. to.Where(other => other.ClassId == one.ClassId).OrderBy(other => Distance(one.Box, other.Box)).Take(1)];
                if (same is [var nearest] && Distance(one.Box, nearest.Box) <= tolerance.Box && Math.Abs(one.Confidence - nearest.Confidence) <= tolerance.Score)
                {
                    LargestBoxChange = Math.Max(LargestBoxChange, Distance(one.Box, nearest.Box));
                    LargestScoreChange = Math.Max(LargestScoreChange, Math.Abs(one.Confidence - nearest.Confidence));
                }
                else
                {
                    Changes.Add(Sentence(picture, one, same, fault));
                }
            }
        }

        private static string Sentence(int picture, in DetectedObject one, DetectedObject[] same, string fault) => same is [var nearest]
            ? string.Create(CultureInfo.InvariantCulture, $"picture {picture + 1}: the {one.ClassName} of {one.Confidence:F3} {fault}; the nearest is {Distance(one.Box, nearest.Box):F2} pixels off with {nearest.Confidence:F3}")
            : string.Create(CultureInfo.InvariantCulture, $"picture {picture + 1}: the {one.ClassName} of {one.Confidence:F3} {fault}");

        private static double Distance(BoundingBox a, BoundingBox b) => Math.Max(
            Math.Max(Math.Abs(a.Left - b.Left), Math.Abs(a.Right - b.Right)),
            Math.Max(Math.Abs(a.Top - b.Top), Math.Abs(a.Bottom - b.Bottom)));
    }
}
