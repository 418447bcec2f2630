using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A metric as one request told it. The next request tells it anew: as a total since the start, or as what came since the last.</summary>
public sealed class ReceivedMetric
{
    private ReceivedMetric(ReceivedRequest request, OtlpAttributes resource, OtlpScope scope, Metric message)
    {
        Request = request;
        Resource = resource;
        Scope = scope;
        Message = message;
        NumberPoints = [.. (message.Sum?.DataPoints ?? message.Gauge?.DataPoints ?? []).Select(point => new NumberPoint(point))];
        HistogramPoints = [.. (message.Histogram?.DataPoints ?? []).Select(point => new HistogramPoint(point))];
        ExponentialHistogramPoints = [.. (message.ExponentialHistogram?.DataPoints ?? []).Select(point => new ExponentialHistogramPoint(point))];
    }

    /// <summary>The request it came in.</summary>
    public ReceivedRequest Request { get; }

    /// <summary>The attributes of the service it is from.</summary>
    public OtlpAttributes Resource { get; }

    /// <summary>The Meter it is from.</summary>
    public OtlpScope Scope { get; }

    /// <summary>All of it, as on the wire.</summary>
    public Metric Message { get; }

    /// <summary>Its name.</summary>
    public string Name => Message.Name;

    /// <summary>Its unit, or nothing.</summary>
    public string Unit => Message.Unit;

    /// <summary>What it measures, or nothing.</summary>
    public string Description => Message.Description;

    /// <summary>What its points are.</summary>
    public Metric.DataOneofCase Kind => Message.DataCase;

    /// <summary>Whether its points count since the start or since the last request; unspecified for a gauge.</summary>
    public AggregationTemporality Temporality =>
        Message.Sum?.AggregationTemporality
        ?? Message.Histogram?.AggregationTemporality
        ?? Message.ExponentialHistogram?.AggregationTemporality
        ?? AggregationTemporality.Unspecified;

    /// <summary>Whether it is a sum that only grows.</summary>
    public bool IsMonotonic => Message.Sum?.IsMonotonic ?? false;

    /// <summary>The points of a sum or a gauge, one for each set of attributes.</summary>
    public IReadOnlyList<NumberPoint> NumberPoints { get; }

    /// <summary>The points of a histogram, one for each set of attributes.</summary>
    public IReadOnlyList<HistogramPoint> HistogramPoints { get; }

    /// <summary>The points of an exponential histogram, one for each set of attributes.</summary>
    public IReadOnlyList<ExponentialHistogramPoint> ExponentialHistogramPoints { get; }

    /// <summary>In a line, for messages.</summary>
    public override string ToString()
    {
        IEnumerable<object> points = [.. NumberPoints, .. HistogramPoints, .. ExponentialHistogramPoints];
        return $"{Scope.Name}/{Name} [{Unit}] {Kind} {Temporality}: {string.Join(", ", points)}";
    }

    internal static IEnumerable<ReceivedMetric> From(ExportMetricsServiceRequest export, ReceivedRequest request) =>
        from service in export.ResourceMetrics
        let resource = new OtlpAttributes(service.Resource?.Attributes ?? [])
        from source in service.ScopeMetrics
        let scope = new OtlpScope(source.Scope)
        from metric in source.Metrics
        select new ReceivedMetric(request, resource, scope, metric);
}
