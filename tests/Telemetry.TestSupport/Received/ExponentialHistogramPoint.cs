using OpenTelemetry.Proto.Metrics.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A point of a histogram whose buckets grow by a constant factor.</summary>
public sealed class ExponentialHistogramPoint
{
    internal ExponentialHistogramPoint(ExponentialHistogramDataPoint message)
    {
        Message = message;
        Attributes = new OtlpAttributes(message.Attributes);
    }

    /// <summary>All of it, as on the wire.</summary>
    public ExponentialHistogramDataPoint Message { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }

    /// <summary>How many measurements.</summary>
    public long Count => (long)Message.Count;

    /// <summary>The sum of the measurements.</summary>
    public double Sum => Message.Sum;

    /// <summary>In a few words, for messages.</summary>
    public override string ToString() => $"{Count} measurements, sum {Sum} {{{Attributes}}}";
}
