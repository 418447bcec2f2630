using OpenTelemetry.Proto.Common.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>Who made a span, a metric or a log record: an ActivitySource, a Meter or a logger's category.</summary>
public sealed class OtlpScope
{
    internal OtlpScope(InstrumentationScope? scope)
    {
        Name = scope?.Name ?? string.Empty;
        Version = scope?.Version ?? string.Empty;
        Attributes = new OtlpAttributes(scope?.Attributes ?? []);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its version, or nothing.</summary>
    public string Version { get; }

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }
}
