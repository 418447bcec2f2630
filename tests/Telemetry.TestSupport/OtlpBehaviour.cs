namespace Telemetry.TestSupport;

/// <summary>How a receiver answers requests.</summary>
public enum OtlpBehaviour
{
    /// <summary>It accepts each.</summary>
    Accepting,

    /// <summary>It reads each and never answers.</summary>
    Silent,

    /// <summary>It answers UNAVAILABLE over gRPC and 503 over HTTP, after which a client may try again.</summary>
    Refusing,
}
