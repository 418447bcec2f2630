using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using AggregationTemporality = OpenTelemetry.Proto.Metrics.V1.AggregationTemporality;
using Metric = OpenTelemetry.Proto.Metrics.V1.Metric;

namespace Telemetry.Tests.Receiver;

public sealed class MetricTests(OtlpReceiverFixture fixture) : IClassFixture<OtlpReceiverFixture>
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_Counter_ArrivesWithAPointForEachSetOfAttributes(OtlpProtocol protocol)
    {
        using Meter meter = new($"counter over {protocol}", "1.2.3");
        Counter<long> counter = meter.CreateCounter<long>($"pictures.{protocol}", "{picture}", "Pictures analysed.");
        using (MeterProvider provider = SdkClient.Metrics(meter.Name, fixture.EnvironmentFor(protocol)))
        {
            counter.Add(2, new KeyValuePair<string, object?>("outcome", "found"));
            counter.Add(3, new KeyValuePair<string, object?>("outcome", "found"));
            counter.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));
        }

        ReceivedMetric metric = await fixture.Receiver.WaitForMetricAsync(counter.Name);

        Assert.Equal("{picture}", metric.Unit);
        Assert.Equal("Pictures analysed.", metric.Description);
        Assert.Equal(meter.Name, metric.Scope.Name);
        Assert.Equal("1.2.3", metric.Scope.Version);
        Assert.Equal(Metric.DataOneofCase.Sum, metric.Kind);
        Assert.Equal(AggregationTemporality.Cumulative, metric.Temporality);
        Assert.True(metric.IsMonotonic);
        Assert.Equal(2, metric.NumberPoints.Count);
        Assert.Equal(5, metric.NumberPoints.Single(point => point.Attributes.GetString("outcome") == "found").Int64);
        Assert.Equal(1, metric.NumberPoints.Single(point => point.Attributes.GetString("outcome") == "refused").Int64);
        Assert.Equal(OtlpSignal.Metrics, metric.Request.Signal);
        Assert.Equal(protocol, metric.Request.Protocol);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_HistogramWithBounds_ArrivesWithBucketsAndSum(OtlpProtocol protocol)
    {
        using Meter meter = new($"histogram over {protocol}");
        Histogram<double> histogram = meter.CreateHistogram(
            $"duration.{protocol}", "s", "How long.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1] });
        using (MeterProvider provider = SdkClient.Metrics(meter.Name, fixture.EnvironmentFor(protocol)))
        {
            // Powers of two, whose sum is exact; 1 is a bound, and counts below it.
            foreach (double value in (double[])[0.0078125, 0.0625, 0.5, 1, 2, 4])
            {
                histogram.Record(value, new KeyValuePair<string, object?>("stage", "infer"));
            }
        }

        ReceivedMetric metric = await fixture.Receiver.WaitForMetricAsync(histogram.Name);

        Assert.Equal("s", metric.Unit);
        Assert.Equal(Metric.DataOneofCase.Histogram, metric.Kind);
        Assert.Equal(AggregationTemporality.Cumulative, metric.Temporality);
        HistogramPoint point = Assert.Single(metric.HistogramPoints);
        Assert.Equal("infer", point.Attributes.GetString("stage"));
        Assert.Equal([0.01, 0.1, 1], point.Bounds);
        Assert.Equal([1, 1, 2, 2], point.BucketCounts);
        Assert.Equal(6, point.Count);
        Assert.Equal(7.5703125, point.Sum);
        Assert.Equal(0.0078125, point.Min);
        Assert.Equal(4, point.Max);
    }

    [Fact]
    public async Task Export_Gauge_ArrivesWithoutTemporality()
    {
        using Meter meter = new("gauge");
        meter.CreateObservableGauge("load", () => 0.75);
        using (MeterProvider provider = SdkClient.Metrics(meter.Name, fixture.EnvironmentFor(OtlpProtocol.HttpProtobuf)))
        {
        }

        ReceivedMetric metric = await fixture.Receiver.WaitForMetricAsync("load");

        Assert.Equal(Metric.DataOneofCase.Gauge, metric.Kind);
        Assert.Equal(AggregationTemporality.Unspecified, metric.Temporality);
        NumberPoint point = Assert.Single(metric.NumberPoints);
        Assert.Equal(0.75, point.Value);
        Assert.Null(point.Int64);
    }

    [Fact]
    public async Task Export_ExponentialHistogram_ArrivesWithCountAndSum()
    {
        using Meter meter = new("exponential");
        Histogram<double> histogram = meter.CreateHistogram<double>("exponential.duration");
        Dictionary<string, string> environment = fixture.EnvironmentFor(OtlpProtocol.Grpc)
            .With(("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"));
        using (MeterProvider provider = SdkClient.Metrics(meter.Name, environment))
        {
            histogram.Record(0.5);
            histogram.Record(4);
        }

        ReceivedMetric metric = await fixture.Receiver.WaitForMetricAsync(histogram.Name);

        Assert.Equal(Metric.DataOneofCase.ExponentialHistogram, metric.Kind);
        ExponentialHistogramPoint point = Assert.Single(metric.ExponentialHistogramPoints);
        Assert.Equal(2, point.Count);
        Assert.Equal(4.5, point.Sum);
    }

    [Theory]
    [InlineData("cumulative", AggregationTemporality.Cumulative, 3)]
    [InlineData("delta", AggregationTemporality.Delta, 1)]
    public async Task Export_Twice_BothAreKeptAndTheLastIsFound(string preference, AggregationTemporality temporality, long last)
    {
        using Meter meter = new($"two exports, {preference}");
        Counter<long> counter = meter.CreateCounter<long>($"twice.{preference}");
        Dictionary<string, string> environment = fixture.EnvironmentFor(OtlpProtocol.HttpProtobuf)
            .With(("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", preference));
        using (MeterProvider provider = SdkClient.Metrics(meter.Name, environment))
        {
            counter.Add(2);
            provider.ForceFlush();
            counter.Add(1);
        }

        IReadOnlyList<ReceivedMetric> metrics = await fixture.Receiver.WaitForMetricsAsync(metric => metric.Name == counter.Name, count: 2);

        Assert.Equal([2, last], metrics.Select(metric => metric.NumberPoints.Single().Int64));
        Assert.All(metrics, metric => Assert.Equal(temporality, metric.Temporality));
        Assert.Equal(last, fixture.Receiver.FindMetric(counter.Name)?.NumberPoints.Single().Int64);
    }

    [Fact]
    public async Task Export_MeasurementWithinASpan_ArrivesWithAnExemplar()
    {
        using ActivitySource source = new("exemplars");
        using Meter meter = new("exemplars");
        Histogram<double> histogram = meter.CreateHistogram<double>("exemplified.duration");
        IReadOnlyDictionary<string, string> environment = fixture.EnvironmentFor(OtlpProtocol.Grpc).With(("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based"));
        Activity activity;
        using (TracerProvider traces = SdkClient.Traces(source.Name, environment))
        using (MeterProvider metrics = SdkClient.Metrics(meter.Name, environment))
        using (activity = source.StartActivity("request")!)
        {
            histogram.Record(0.5);
        }

        ReceivedMetric metric = await fixture.Receiver.WaitForMetricAsync(histogram.Name);

        ReceivedExemplar exemplar = Assert.Single(metric.HistogramPoints.Single().Exemplars);
        Assert.Equal(0.5, exemplar.Value);
        Assert.Equal(activity.TraceId.ToHexString(), exemplar.TraceId);
        Assert.Equal(activity.SpanId.ToHexString(), exemplar.SpanId);
    }
}
