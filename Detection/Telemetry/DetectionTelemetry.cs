using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Detection.Telemetry;

/// <summary>
/// What the detector tells of its work, through .NET's own <see cref="Meter"/> and <see cref="ActivitySource"/>: whoever listens gets it, and where
/// nobody does it costs next to nothing. The instruments are listed in docs/telemetry.md.
/// </summary>
public static class DetectionTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Detection";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    /// <summary>Records how long the answer to an analysis took to be written; the one stage that is not the detector's own.</summary>
    /// <param name="duration">What it took.</param>
    public static void RecordEncoding(TimeSpan duration) => DetectionMetrics.Stage(StageNames.Encode, duration);
}
