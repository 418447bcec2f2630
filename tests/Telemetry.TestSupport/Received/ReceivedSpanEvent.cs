using OpenTelemetry.Proto.Trace.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>What happened in a span, such as an exception.</summary>
public sealed class ReceivedSpanEvent
{
    internal ReceivedSpanEvent(Span.Types.Event message)
    {
        Name = message.Name;
        Time = Wire.Time(message.TimeUnixNano);
        Attributes = new OtlpAttributes(message.Attributes);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }
}
