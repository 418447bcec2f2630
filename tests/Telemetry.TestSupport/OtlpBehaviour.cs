namespace Telemetry.TestSupport;

/// <summary>What a receiver does with a request.</summary>
public enum OtlpBehaviour
{
    /// <summary>Keeps what is in it and answers that all is well.</summary>
    Accepting,

    /// <summary>Reads it and never answers. A request that came in meanwhile stays unanswered, whatever the receiver does later.</summary>
    Silent,

    /// <summary>Keeps nothing of it and answers UNAVAILABLE over gRPC, 503 over HTTP: the answers upon which a client may try again.</summary>
    Refusing,
}
