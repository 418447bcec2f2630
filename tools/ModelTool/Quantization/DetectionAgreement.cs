using Detection;

namespace ModelTool.Quantization;

/// <summary>
/// How far what one model finds differs from what another, its reference, finds on the same pictures: 0 where all is the same, 1 where nothing is.
/// Needs no annotations, works on every family's output, and moves with the smallest change, which the average precision does not.
/// </summary>
internal sealed class DetectionAgreement
{
    // What the reference must find again counts from here; candidates below it may still match.
    private const float Confidence = 0.1f;
    private const float MatchConfidence = 0.05f;
    private const double MatchIou = 0.5;

    private readonly byte[][] _pictures;
    private readonly IReadOnlyList<DetectedObject>[] _reference;

    private DetectionAgreement(byte[][] pictures, IReadOnlyList<DetectedObject>[] reference)
    {
        _pictures = pictures;
        _reference = reference;
    }

    /// <summary>Takes what the reference finds.</summary>
    internal static async Task<DetectionAgreement> WithAsync(string reference, byte[][] pictures, CancellationToken cancellation) =>
        new(pictures, await DetectAsync(reference, pictures, cancellation));

    /// <summary>
    /// How far a model differs: over all objects, weighted by score, the mean of 1 - IoU * (1 - difference of scores) with the best match; objects
    /// that only one of the two finds count whole.
    /// </summary>
    internal async Task<double> DifferenceAsync(string model, CancellationToken cancellation)
    {
        IReadOnlyList<DetectedObject>[] found = await DetectAsync(model, _pictures, cancellation);
        double different = 0, total = 0;
        for (int i = 0; i < found.Length; i++)
        {
            foreach (DetectedObject expected in _reference[i].Where(expected => expected.Confidence >= Confidence))
            {
                total += expected.Confidence;
                different += expected.Confidence * (1 - Best(expected, found[i]));
            }

            foreach (DetectedObject other in found[i].Where(other => other.Confidence >= Confidence))
            {
                if (!_reference[i].Any(expected => expected.ClassId == other.ClassId && Iou(expected.Box, other.Box) >= MatchIou))
                {
                    total += other.Confidence;
                    different += other.Confidence;
                }
            }
        }

        return total > 0 ? different / total : 0;
    }

    private static double Best(in DetectedObject expected, IReadOnlyList<DetectedObject> found)
    {
        double best = 0;
        foreach (DetectedObject other in found)
        {
            if (other.ClassId == expected.ClassId)
            {
                best = Math.Max(best, Iou(expected.Box, other.Box) * (1 - Math.Abs(expected.Confidence - other.Confidence)));
            }
        }

        return best;
    }

    private static double Iou(BoundingBox a, BoundingBox b)
    {
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        double shared = width > 0 && height > 0 ? width * height : 0;
        return shared / ((a.Width * a.Height) + (b.Width * b.Height) - shared);
    }

    private static async Task<IReadOnlyList<DetectedObject>[]> DetectAsync(string model, byte[][] pictures, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = model });
        DetectionOptions options = new() { Confidence = MatchConfidence };
        IReadOnlyList<DetectedObject>[] found = new IReadOnlyList<DetectedObject>[pictures.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = detector.Sessions, CancellationToken = cancellation };
        await Parallel.ForAsync(0, pictures.Length, parallel, async (i, token) => found[i] = (await detector.DetectAsync(pictures[i], options, token)).Objects);
        return found;
    }
}
