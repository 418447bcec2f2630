using OpenTelemetry.Proto.Metrics.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A point of a histogram.</summary>
public sealed class HistogramPoint
{
    internal HistogramPoint(HistogramDataPoint message)
    {
        Message = message;
        Attributes = new OtlpAttributes(message.Attributes);
        Exemplars = [.. message.Exemplars.Select(exemplar => new ReceivedExemplar(exemplar))];
    }

    /// <summary>All of it, as on the wire.</summary>
    public HistogramDataPoint Message { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }

    /// <summary>How many measurements.</summary>
    public long Count => (long)Message.Count;

    /// <summary>The sum of the measurements.</summary>
    public double Sum => Message.Sum;

    /// <summary>The least measurement, or null where it is not told.</summary>
    public double? Min => Message.HasMin ? Message.Min : null;

    /// <summary>The greatest measurement, or null where it is not told.</summary>
    public double? Max => Message.HasMax ? Message.Max : null;

    /// <summary>The upper bounds of all buckets but the last, which has none. A measurement equal to a bound is in the bucket below it.</summary>
    public IReadOnlyList<double> Bounds => Message.ExplicitBounds;

    /// <summary>How many measurements in each bucket, one more than there are bounds.</summary>
    public IReadOnlyList<long> BucketCounts => [.. Message.BucketCounts.Select(count => (long)count)];

    /// <summary>Since when it counts.</summary>
    public DateTimeOffset Start => Wire.Time(Message.StartTimeUnixNano);

    /// <summary>As of when it holds.</summary>
    public DateTimeOffset Time => Wire.Time(Message.TimeUnixNano);

    /// <summary>Measurements that went into it.</summary>
    public IReadOnlyList<ReceivedExemplar> Exemplars { get; }

    /// <summary>In a few words, for messages.</summary>
    public override string ToString() => $"{Count} measurements, sum {Sum} {{{Attributes}}}";
}
