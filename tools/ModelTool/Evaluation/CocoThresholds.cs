using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>The thresholds over which the COCO detection evaluation averages.</summary>
internal static class CocoThresholds
{
    /// <summary>Where <see cref="Overlap"/> has .5.</summary>
    public const int Half = 0;

    /// <summary>Where <see cref="Overlap"/> has .75.</summary>
    public const int ThreeQuarters = 5;

    /// <summary>The intersection over union from which a detection is right: .5 to .95 in steps of .05.</summary>
    public static ImmutableArray<double> Overlap { get; } = Spaced(.5, .95, 10);

    /// <summary>The recalls at which precision is read off: 0 to 1 in steps of .01.</summary>
    public static ImmutableArray<double> Recall { get; } = Spaced(0, 1, 101);

    // An overlap or recall may equal a threshold exactly, and then the last bit of the threshold decides. So these are computed in the
    // same operations as the published figures' thresholds: the steps from the start, and the end itself.
    private static ImmutableArray<double> Spaced(double start, double end, int count)
    {
        double step = (end - start) / (count - 1);
        return [.. Enumerable.Range(0, count - 1).Select(index => (index * step) + start), end];
    }
}
