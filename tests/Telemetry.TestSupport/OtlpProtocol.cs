namespace Telemetry.TestSupport;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>As gRPC, over HTTP/2 without TLS.</summary>
    Grpc,

    /// <summary>As protobuf in the body of a POST, over HTTP/1.1.</summary>
    HttpProtobuf,
}

/// <summary>The protocols by the names that OpenTelemetry gives them.</summary>
public static class OtlpProtocolNames
{
    /// <summary>The value of OTEL_EXPORTER_OTLP_PROTOCOL.</summary>
    public static string Name(this OtlpProtocol protocol) => protocol switch
    {
        OtlpProtocol.Grpc => "grpc",
        OtlpProtocol.HttpProtobuf => "http/protobuf",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, null),
    };
}
