using System.Diagnostics;
using System.Net;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;

namespace Telemetry.Tests;

/// <summary>What the service records of an analysis.</summary>
[Collection(nameof(Alone))]
public sealed class AnalysisTelemetryTests
{
    private static readonly string[] Stages = ["queue", "decode", "letterbox", "inference", "head"];

    [Fact]
    public async Task Analyze_WithACallersTrace_RecordsTheRequestAndItsStages()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string CallerSpan = "00f067aa0ba902b7";
        await using RecordingService service = await RecordingService.StartAsync();
        using HttpResponseMessage response = await service.Client.AnalyzeAsync(("traceparent", $"00-{TraceId}-{CallerSpan}-01"));
        string[] classes = await Picture.ClassesAsync(response);
        await service.EndAsync();

        Activity request = Assert.Single(service.Spans, span => span.Kind == ActivityKind.Server);
        Assert.Equal("Microsoft.AspNetCore", request.Source.Name);
        Assert.Equal((TraceId, CallerSpan), (request.TraceId.ToHexString(), request.ParentSpanId.ToHexString()));
        Assert.Equal($"00-{TraceId}-{request.SpanId}-01", Assert.Single(response.Headers.GetValues("traceparent")));
        Assert.Equal(768, request.GetTagItem("detection.picture.width"));
        Assert.Equal(576, request.GetTagItem("detection.picture.height"));
        Assert.Equal("jpeg", request.GetTagItem("detection.picture.format"));
        Assert.Equal("nanodet-g-416", request.GetTagItem("detection.model.name"));
        Assert.Equal(classes.Length, request.GetTagItem("detection.count"));
        Assert.True(Assert.IsType<double>(request.GetTagItem("detection.queue.wait")) >= 0);

        Activity[] stages = [.. service.Spans.Where(span => span.Source.Name == "Detection").OrderBy(span => span.StartTimeUtc)];
        Assert.Equal(Stages, stages.Select(span => span.DisplayName));
        Assert.All(stages, span => Assert.Equal((request.TraceId, request.SpanId), (span.TraceId, span.ParentSpanId)));
        Assert.All(stages, span => Assert.True(request.StartTimeUtc <= span.StartTimeUtc && End(span) <= End(request), $"{span.DisplayName}"));

        // One after another, but for rounding.
        Assert.All(stages.Zip(stages.Skip(1)), pair => Assert.InRange((pair.Second.StartTimeUtc - End(pair.First)).Ticks, -1, 1));
    }

    [Fact]
    public async Task Analyze_APicture_CountsAndMeasuresIt()
    {
        await using RecordingService service = await RecordingService.StartAsync();
        using HttpResponseMessage response = await service.Client.AnalyzeAsync();
        string[] classes = await Picture.ClassesAsync(response);
        await service.EndAsync();

        Assert.Equal([("success", 1)], Sums(service, "detection.analyses", "detection.outcome"));
        Assert.Equal(
            classes.GroupBy(name => name).Select(group => (group.Key, (long)group.Count())).Order(), Sums(service, "detection.detections", "detection.class"));
        Assert.Equal(Stages.Append("encode").Order().Select(stage => (stage, 1L)), Counts(service, "detection.stage.duration", "detection.stage"));
        Assert.Equal([("small", 1)], Counts(service, "detection.picture.detections", "detection.picture.size_class"));
        Assert.Equal([("jpeg", 1)], Counts(service, "detection.picture.size", "detection.picture.format"));
        Assert.Equal(768 * 576, Point(service, "detection.picture.pixels").GetHistogramSum());
        Assert.Equal(0, Point(service, "detection.queue.length").GetSumLong());
        Assert.Contains(("/analyze", 1), Counts(service, "http.server.request.duration", "http.route"));
    }

    [Fact]
    public async Task Analyze_LoggedAtDebug_LogsInTheSpanOfTheRequest()
    {
        await using RecordingService service = await RecordingService.StartAsync(("Logging:LogLevel:Api", "Debug"));
        using HttpResponseMessage response = await service.Client.AnalyzeAsync();
        string[] classes = await Picture.ClassesAsync(response);
        await service.EndAsync();
        Activity request = Assert.Single(service.Spans, span => span.Kind == ActivityKind.Server);
        LogRecord log = Assert.Single(service.Logs, record => record.EventId.Id == 110);
        Assert.Equal((request.TraceId, request.SpanId), (log.TraceId, log.SpanId));
        Assert.Contains("768x576", log.FormattedMessage, StringComparison.Ordinal);
        Assert.Contains($"{classes.Length} detections", log.FormattedMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_AnsweredWithAPicture_RecordsTheStageAsSpanAndMetric()
    {
        await using RecordingService service = await RecordingService.StartAsync();
        using HttpResponseMessage response = await service.Client.AnalyzeAsync(("Accept", "image/png"));
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        await service.EndAsync();
        Activity[] stages = [.. service.Spans.Where(span => span.Source.Name == "Detection").OrderBy(span => span.StartTimeUtc)];
        Assert.Equal(Stages.Append("annotate"), stages.Select(span => span.DisplayName));
        Assert.Single(stages.Select(span => span.ParentSpanId).Distinct());
        Assert.Equal(Stages.Append("annotate").Order().Select(stage => (stage, 1L)), Counts(service, "detection.stage.duration", "detection.stage"));
    }

    [Fact]
    public async Task Requests_ThatAreProbes_AreNotTraced()
    {
        await using RecordingService service = await RecordingService.StartAsync();
        foreach (string path in (string[])["/metrics", "/health", "/health/live", "/health/ready", "/v2/health/ready"])
        {
            using HttpResponseMessage probe = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        }

        using HttpResponseMessage analyzed = await service.Client.AnalyzeAsync();
        await service.EndAsync();
        Assert.NotNull(Assert.Single(service.Spans, span => span.Kind == ActivityKind.Server).GetTagItem("detection.count"));
    }

    [Fact]
    public async Task Requests_WithoutAKey_AreCountedAsRefused()
    {
        await using RecordingService service = await RecordingService.StartAsync(("Access:Keys", "key-of-the-test"));
        using HttpResponseMessage without = await service.Client.AnalyzeAsync();
        using HttpResponseMessage wrong = await service.Client.AnalyzeAsync(("X-API-Key", "key-of-another"));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [without.StatusCode, wrong.StatusCode]);
        await service.EndAsync();
        Assert.Equal([("unauthorized", 2)], Sums(service, "detection.refusals", "detection.refusal.reason"));
    }

    [Fact]
    public async Task Resource_ByDefaultAndByVariables_SaysWhoTheServiceIs()
    {
        await using (RecordingService service = await RecordingService.StartAsync())
        {
            Dictionary<string, object> attributes = service.Resource();
            Assert.Equal("object-detection", attributes["service.name"]);
            Assert.Equal(Environment.MachineName, attributes["host.name"]);
            Assert.True(Guid.TryParse($"{attributes["service.instance.id"]}", out _));
            Assert.NotEmpty($"{attributes["service.version"]}");
            Assert.Equal("opentelemetry", attributes["telemetry.sdk.name"]);
        }

        await using (RecordingService service = await RecordingService.StartAsync(
            ("OTEL_SERVICE_NAME", "cameras"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,host.name=other")))
        {
            Dictionary<string, object> attributes = service.Resource();
            Assert.Equal(("cameras", "test", "other"), (attributes["service.name"], attributes["deployment.environment.name"], attributes["host.name"]));
        }
    }

    private static DateTime End(Activity span) => span.StartTimeUtc + span.Duration;

    /// <summary>The values of a counter by an attribute.</summary>
    private static IEnumerable<(string Attribute, long Value)> Sums(RecordingService service, string metric, string attribute) =>
        Points(service, metric).Select(point => (Attribute(point, attribute), point.GetSumLong())).Order();

    /// <summary>How often a histogram was recorded, by an attribute.</summary>
    private static IEnumerable<(string Attribute, long Count)> Counts(RecordingService service, string metric, string attribute) =>
        Points(service, metric).Select(point => (Attribute(point, attribute), point.GetHistogramCount())).Order();

    private static MetricPoint Point(RecordingService service, string metric) => Assert.Single(Points(service, metric));

    // Each collection records a metric anew; the last has the totals.
    private static IReadOnlyList<MetricPoint> Points(RecordingService service, string name) => service.Metrics.Last(metric => metric.Name == name).MetricPoints;

    private static string Attribute(MetricPoint point, string name)
    {
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            if (tag.Key == name)
            {
                return $"{tag.Value}";
            }
        }

        return string.Empty;
    }
}
