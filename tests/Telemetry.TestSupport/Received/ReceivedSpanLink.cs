using OpenTelemetry.Proto.Trace.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>Another span that a span has to do with.</summary>
public sealed class ReceivedSpanLink
{
    internal ReceivedSpanLink(Span.Types.Link message)
    {
        TraceId = Wire.Id(message.TraceId) ?? string.Empty;
        SpanId = Wire.Id(message.SpanId) ?? string.Empty;
        Attributes = new OtlpAttributes(message.Attributes);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public string TraceId { get; }

    /// <summary>16 hexadecimal digits.</summary>
    public string SpanId { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }
}
