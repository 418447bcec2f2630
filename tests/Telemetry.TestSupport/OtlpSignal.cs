namespace Telemetry.TestSupport;

/// <summary>What a request carries.</summary>
public enum OtlpSignal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Metrics.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,
}

/// <summary>Where each signal is posted.</summary>
public static class OtlpSignalPaths
{
    /// <summary>The path of its requests over HTTP.</summary>
    public static string Path(this OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "/v1/traces",
        OtlpSignal.Metrics => "/v1/metrics",
        OtlpSignal.Logs => "/v1/logs",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
