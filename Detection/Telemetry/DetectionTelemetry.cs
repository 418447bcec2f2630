using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Detection.Telemetry;

/// <summary>
/// The detector's telemetry, through .NET's own <see cref="Meter"/> and <see cref="ActivitySource"/>: any listener receives it, and without a listener
/// it costs next to nothing. docs/telemetry.md lists the instruments and spans.
/// </summary>
public static class DetectionTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Detection";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    /// <summary>Records the duration of writing the answer to an analysis; the only stage that the detector does not run itself.</summary>
    /// <param name="duration">How long it took, at least zero.</param>
    public static void RecordEncoding(TimeSpan duration) => DetectionMetrics.Stage(StageNames.Encode, duration);

    /// <summary>
    /// The size class of a picture, by its pixels: <c>thumbnail</c> below 100,000, <c>small</c> below 1 million, <c>medium</c> below 4 million,
    /// <c>large</c> below 16 million, <c>huge</c> from there. For dimensions of metrics, where each value costs a time series.
    /// </summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    public static string SizeClassOf(int width, int height) => ((long)width * height) switch
    {
        // The bounds lie between the common sizes: thumbnails, screens, phone cameras.
        < 100_000 => "thumbnail",
        < 1_000_000 => "small",
        < 4_000_000 => "medium",
        < 16_000_000 => "large",
        _ => "huge",
    };
}
