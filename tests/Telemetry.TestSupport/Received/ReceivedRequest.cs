namespace Telemetry.TestSupport.Received;

/// <summary>A request that came in, answered or not.</summary>
public sealed class ReceivedRequest
{
    internal ReceivedRequest(OtlpSignal signal, OtlpProtocol protocol, OtlpBehaviour behaviour, IReadOnlyDictionary<string, string> headers)
    {
        Signal = signal;
        Protocol = protocol;
        Behaviour = behaviour;
        Headers = headers;
    }

    /// <summary>What it carried.</summary>
    public OtlpSignal Signal { get; }

    /// <summary>How it came.</summary>
    public OtlpProtocol Protocol { get; }

    /// <summary>What the receiver did with it.</summary>
    public OtlpBehaviour Behaviour { get; }

    /// <summary>Its headers, in any case of letters; several of one name are joined by commas. gRPC's metadata are headers too.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>How its content was compressed, such as gzip, or null.</summary>
    public string? Compression =>
        Headers.GetValueOrDefault(Protocol == OtlpProtocol.Grpc ? "grpc-encoding" : "content-encoding") is { } encoding and not "identity" ? encoding : null;

    /// <summary>In a line, for messages.</summary>
    public override string ToString() => $"{Signal} over {Protocol}, {Behaviour}";
}
