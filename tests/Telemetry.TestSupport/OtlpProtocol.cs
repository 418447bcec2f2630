namespace Telemetry.TestSupport;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>As gRPC, over HTTP/2 without TLS.</summary>
    Grpc,

    /// <summary>As protobuf in the body of a POST, over HTTP/1.1.</summary>
    HttpProtobuf,
}
