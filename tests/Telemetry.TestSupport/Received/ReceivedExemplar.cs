using OpenTelemetry.Proto.Metrics.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A measurement that went into a point, with the span in which it was made.</summary>
public sealed class ReceivedExemplar
{
    internal ReceivedExemplar(Exemplar message)
    {
        Value = message.HasAsInt ? message.AsInt : message.AsDouble;
        TraceId = Wire.Id(message.TraceId);
        SpanId = Wire.Id(message.SpanId);
        Attributes = new OtlpAttributes(message.FilteredAttributes);
    }

    /// <summary>What was measured.</summary>
    public double Value { get; }

    /// <summary>The trace in which it was measured, 32 hexadecimal digits, or null.</summary>
    public string? TraceId { get; }

    /// <summary>The span in which it was measured, 16 hexadecimal digits, or null.</summary>
    public string? SpanId { get; }

    /// <summary>The attributes that the point does not have.</summary>
    public OtlpAttributes Attributes { get; }
}
