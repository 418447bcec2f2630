using OpenTelemetry.Proto.Metrics.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A point of a sum or a gauge.</summary>
public sealed class NumberPoint
{
    internal NumberPoint(NumberDataPoint message)
    {
        Message = message;
        Attributes = new OtlpAttributes(message.Attributes);
        Exemplars = [.. message.Exemplars.Select(exemplar => new ReceivedExemplar(exemplar))];
    }

    /// <summary>All of it, as on the wire.</summary>
    public NumberDataPoint Message { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }

    /// <summary>Its value, or null where that is a floating-point number.</summary>
    public long? Int64 => Message.HasAsInt ? Message.AsInt : null;

    /// <summary>Its value, whole or not.</summary>
    public double Value => Message.HasAsInt ? Message.AsInt : Message.AsDouble;

    /// <summary>Since when it counts.</summary>
    public DateTimeOffset Start => Wire.Time(Message.StartTimeUnixNano);

    /// <summary>As of when it holds.</summary>
    public DateTimeOffset Time => Wire.Time(Message.TimeUnixNano);

    /// <summary>Measurements that went into it.</summary>
    public IReadOnlyList<ReceivedExemplar> Exemplars { get; }

    /// <summary>In a few words, for messages.</summary>
    public override string ToString() => $"{Value} {{{Attributes}}}";
}
