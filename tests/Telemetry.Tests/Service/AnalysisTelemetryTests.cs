using System.Net;
using OpenTelemetry.Proto.Trace.V1;

namespace Telemetry.Tests.Service;

/// <summary>What a receiver gets of an analysis, over gRPC and over HTTP.</summary>
public sealed class AnalysisTelemetryTests
{
    private static readonly string[] Stages = ["queue", "decode", "letterbox", "inference", "head"];

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Analyze_WithACallersTrace_TellsSpansMetricsAndLogs(OtlpProtocol protocol)
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string CallerSpan = "00f067aa0ba902b7";
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(
            receiver.EnvironmentFor(protocol), ("Logging__LogLevel__Api", "Debug"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"));
        using HttpResponseMessage response = await service.AnalyzeAsync($"00-{TraceId}-{CallerSpan}-01");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The spans: ASP.NET Core's for the request, with the caller's as its parent, and one of ours for each stage below it.
        IReadOnlyList<ReceivedSpan> spans = await receiver.WaitForSpansAsync(span => span.TraceId == TraceId, count: Stages.Length + 1);
        ReceivedSpan request = Assert.Single(spans, span => span.Kind == Span.Types.SpanKind.Server);
        Assert.Equal("Microsoft.AspNetCore", request.Scope.Name);
        Assert.Equal(CallerSpan, request.ParentSpanId);
        Assert.Equal(768, request.Attributes.GetInt64("detection.picture.width"));
        Assert.Equal(576, request.Attributes.GetInt64("detection.picture.height"));
        Assert.Equal("jpeg", request.Attributes.GetString("detection.picture.format"));
        Assert.Equal("nanodet-g-416", request.Attributes.GetString("detection.model.name"));
        Assert.Equal(4, request.Attributes.GetInt64("detection.count"));
        Assert.True(request.Attributes.GetDouble("detection.queue.wait") >= 0);
        Assert.Equal($"00-{TraceId}-{request.SpanId}-01", Assert.Single(response.Headers.GetValues("traceparent")));

        ReceivedSpan[] stages = [.. spans.Where(span => span.Scope.Name == "Detection").OrderBy(span => span.Start)];
        Assert.Equal(Stages, stages.Select(span => span.Name));
        Assert.All(stages, span => Assert.Equal(request.SpanId, span.ParentSpanId));
        Assert.All(stages, span => Assert.True(request.Start <= span.Start && span.Start <= span.End && span.End <= request.End, $"{span}"));

        // The metrics, of which the process has told no others.
        ReceivedMetric analyses = await receiver.WaitForMetricAsync("detection.analyses");
        Assert.Equal(1, Assert.Single(analyses.NumberPoints).Int64);
        ReceivedMetric durations = await receiver.WaitForMetricAsync("detection.stage.duration", metric => metric.HistogramPoints.Count == Stages.Length + 1);
        Assert.Equal("s", durations.Unit);
        Assert.Equal(Stages.Append("encode").Order(), durations.HistogramPoints.Select(point => point.Attributes.GetString("detection.stage")).Order());
        ReceivedMetric classes = await receiver.WaitForMetricAsync("detection.detections");
        Assert.Equal(1, Assert.Single(classes.NumberPoints, point => point.Attributes.GetString("detection.class") == "dog").Int64);
        ReceivedMetric requests = await receiver.WaitForMetricAsync(
            "http.server.request.duration", metric => metric.HistogramPoints.Any(point => point.Attributes.GetString("http.route") == "/analyze"));
        Assert.Equal("s", requests.Unit);

        // The log, which belongs to the request's span.
        ReceivedLogRecord log = (await receiver.WaitForLogsAsync(record => record.TraceId == TraceId))[0];
        Assert.Equal(request.SpanId, log.SpanId);
        Assert.StartsWith("Analysed a JPEG of 768x576: 4 detections", log.Body, StringComparison.Ordinal);

        Assert.Equal("object-detection", request.Resource.GetString("service.name"));
        Assert.NotNull(request.Resource.GetString("service.version"));
        Assert.NotNull(request.Resource.GetString("service.instance.id"));
        Assert.Equal("test", request.Resource.GetString("deployment.environment.name"));
        Assert.Equal(0, await service.EndAsync());
    }

    [Fact]
    public async Task Analyze_AnsweredWithAPicture_TellsTheStageAsSpanAndMetric()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(OtlpProtocol.Grpc));
        using HttpResponseMessage response = await service.AnalyzeAsync(accept: "image/png");
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);

        IReadOnlyList<ReceivedSpan> spans = await receiver.WaitForSpansAsync(span => span.Scope.Name == "Detection", count: Stages.Length + 1);
        Assert.Equal(Stages.Append("annotate"), spans.OrderBy(span => span.Start).Select(span => span.Name));
        Assert.Single(spans.Select(span => span.ParentSpanId).Distinct());
        ReceivedMetric durations = await receiver.WaitForMetricAsync("detection.stage.duration", metric => metric.HistogramPoints.Count == Stages.Length + 1);
        Assert.Equal(Stages.Append("annotate").Order(), durations.HistogramPoints.Select(point => point.Attributes.GetString("detection.stage")).Order());
        Assert.Equal(0, await service.EndAsync());
    }

    [Fact]
    public async Task Requests_ThatAreProbes_AreNotTraced()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(OtlpProtocol.Grpc));
        using HttpResponseMessage metrics = await service.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        using HttpResponseMessage health = await service.Client.GetAsync(new Uri("/health", UriKind.Relative));
        using HttpResponseMessage ready = await service.Client.GetAsync(new Uri("/v2/health/ready", UriKind.Relative));
        using HttpResponseMessage analyzed = await service.AnalyzeAsync();
        await receiver.WaitForSpansAsync(span => span.Scope.Name == "Detection");
        Assert.Equal(0, await service.EndAsync());
        Assert.Single(receiver.Spans, span => span.Kind == Span.Types.SpanKind.Server);
    }

    [Fact]
    public async Task Variables_ForOneSignal_AreHonoured()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(
            new Dictionary<string, string>(),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.EndpointFor(OtlpProtocol.HttpProtobuf, OtlpSignal.Traces).ToString()),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "tenant=a"), ("OTEL_SERVICE_NAME", "cameras"));
        using HttpResponseMessage analyzed = await service.AnalyzeAsync();
        ReceivedSpan span = (await receiver.WaitForSpansAsync())[0];
        Assert.Equal("cameras", span.Resource.GetString("service.name"));
        Assert.Equal("a", span.Request.Headers["tenant"]);
        Assert.Equal(0, await service.EndAsync());
        Assert.Empty(receiver.Metrics);
        Assert.Empty(receiver.Logs);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", false)]
    [InlineData("OTEL_TRACES_EXPORTER", "none", true)]
    public async Task Variables_ThatTurnOff_AreHonoured(string name, string value, bool sendsMetrics)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(OtlpProtocol.Grpc), (name, value));
        using HttpResponseMessage analyzed = await service.AnalyzeAsync();
        Assert.Equal(HttpStatusCode.OK, analyzed.StatusCode);
        Assert.Equal(0, await service.EndAsync());
        Assert.Empty(receiver.Spans);
        Assert.Equal(sendsMetrics, receiver.Metrics.Count > 0);
    }

    [Theory]
    [InlineData(OtlpBehaviour.Silent, OtlpProtocol.Grpc)]
    [InlineData(OtlpBehaviour.Silent, OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpBehaviour.Refusing, OtlpProtocol.Grpc)]
    public async Task Analyze_ReceiverIsOfNoUse_IsAnsweredAndTheServiceEnds(OtlpBehaviour behaviour, OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(behaviour);
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(protocol));
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage response = await service.AnalyzeAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await receiver.WaitForRequestsAsync();
        Assert.Equal(0, await service.EndAsync());
        Assert.DoesNotContain("fail:", service.Output, StringComparison.Ordinal);
    }
}
