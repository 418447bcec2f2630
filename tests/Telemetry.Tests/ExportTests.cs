using System.Diagnostics;
using System.Net;
using Telemetry.Tests.Otlp;

namespace Telemetry.Tests;

/// <summary>What goes over the wire, and what a receiver that does not answer costs. The service runs as a process of its own.</summary>
public sealed class ExportTests
{
    private static readonly string[] Signals = ["logs", "metrics", "traces"];

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Analyze_OverOtlp_ExportsSpansMetricsAndLogs(OtlpProtocol protocol)
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string CallerSpan = "00f067aa0ba902b7";
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(
            [.. receiver.EnvironmentFor(protocol), ("Logging__LogLevel__Api", "Debug"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")]);
        using HttpResponseMessage response = await service.Client.AnalyzeAsync(("traceparent", $"00-{TraceId}-{CallerSpan}-01"));
        string[] classes = await Picture.ClassesAsync(response);

        // Before the service ends, so by its exporters' own intervals.
        await receiver.WaitAsync(static requests => Signals.All(signal => requests.Any(request => request.Signal == signal)));
        await service.EndAsync();

        ResourceSpans[] traces = [.. Read(receiver, "traces", TracesRequest.Parser).SelectMany(export => export.ResourceSpans)];
        (string Scope, Span Span)[] spans =
        [
            .. traces.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans.Select(span => (scope.Scope.Name, span)))
                .Where(entry => Hex(entry.span.TraceId) == TraceId),
        ];
        Span request = Assert.Single(spans, entry => entry.Scope == "Microsoft.AspNetCore").Span;
        Assert.Equal(CallerSpan, Hex(request.ParentSpanId));
        Assert.Equal($"00-{TraceId}-{Hex(request.SpanId)}-01", Assert.Single(response.Headers.GetValues("traceparent")));
        Assert.Equal(768, Value(request.Attributes, "detection.picture.width")!.IntValue);
        Assert.Equal("jpeg", Value(request.Attributes, "detection.picture.format")!.StringValue);
        Assert.True(Value(request.Attributes, "detection.queue.wait")!.DoubleValue >= 0);
        Span inference = Assert.Single(spans, entry => entry is { Scope: "Detection", Span.Name: "inference" }).Span;
        Assert.Equal(request.SpanId, inference.ParentSpanId);
        Assert.True(inference.StartTimeUnixNano < inference.EndTimeUnixNano);

        // The last export has the totals.
        ResourceMetrics metrics = Read(receiver, "metrics", MetricsRequest.Parser).Last().ResourceMetrics.Single();
        Metric found = Assert.Single(metrics.ScopeMetrics.SelectMany(scope => scope.Metrics), metric => metric.Name == "detection.detections");
        Assert.Equal(classes.Length, found.Sum.DataPoints.Sum(point => point.AsInt));
        Assert.Equal(classes.Distinct().Order(), found.Sum.DataPoints.Select(point => Value(point.Attributes, "detection.class")!.StringValue).Order());
        Metric stages = Assert.Single(metrics.ScopeMetrics.SelectMany(scope => scope.Metrics), metric => metric.Name == "detection.stage.duration");
        Assert.Equal("s", stages.Unit);
        Assert.Equal(1ul, Assert.Single(stages.Histogram.DataPoints, point => Value(point.Attributes, "detection.stage")?.StringValue == "inference").Count);

        ResourceLogs[] logs = [.. Read(receiver, "logs", LogsRequest.Parser).SelectMany(export => export.ResourceLogs)];
        LogRecord log = Assert.Single(logs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords), record => record.SpanId == request.SpanId);
        Assert.Contains("768x576", log.Body.StringValue, StringComparison.Ordinal);
        Assert.Contains(log.Attributes, attribute => attribute is { Key: "logrecord.event.id", Value.IntValue: 110 });

        // One resource for all three.
        Resource[] resources = [.. traces.Select(export => export.Resource), metrics.Resource, .. logs.Select(export => export.Resource)];
        Assert.Single(resources.Select(resource => Value(resource.Attributes, "service.instance.id")!.StringValue).Distinct());
        Assert.All(resources, resource => Assert.Equal("object-detection", Value(resource.Attributes, "service.name")?.StringValue));
        Assert.All(resources, resource => Assert.Equal("test", Value(resource.Attributes, "deployment.environment.name")?.StringValue));
    }

    [Fact]
    public async Task Variables_ForOneSignal_AreHonoured()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", new Uri(receiver.EndpointFor(OtlpProtocol.HttpProtobuf), "/v1/traces").ToString()),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "tenant=a"), ("OTEL_SERVICE_NAME", "cameras"));
        using HttpResponseMessage analyzed = await service.Client.AnalyzeAsync();
        await service.EndAsync();
        Assert.NotEmpty(receiver.Requests);
        Assert.All(receiver.Requests, request =>
        {
            Assert.Equal("traces", request.Signal);
            Assert.Equal("a", request.Headers["tenant"]);
            Assert.True(request.Contains("cameras"));
        });
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", "")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "logs,metrics")]
    [InlineData("OTEL_METRICS_EXPORTER", "none", "logs,traces")]
    [InlineData("OTEL_LOGS_EXPORTER", "none", "metrics,traces")]
    public async Task Variables_ThatTurnOff_AreHonoured(string name, string value, string signals)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync([.. receiver.EnvironmentFor(OtlpProtocol.Grpc), (name, value)]);
        using HttpResponseMessage analyzed = await service.Client.AnalyzeAsync();
        Assert.Equal(HttpStatusCode.OK, analyzed.StatusCode);
        await service.EndAsync();
        Assert.Equal(signals, string.Join(',', receiver.Requests.Select(request => request.Signal).Distinct().Order()));
    }

    [Theory]
    [InlineData(OtlpBehaviour.Silent, OtlpProtocol.Grpc)]
    [InlineData(OtlpBehaviour.Silent, OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpBehaviour.Refusing, OtlpProtocol.Grpc)]
    public async Task Analyze_ReceiverDoesNotAccept_IsAnsweredAndTheServiceEndsInTime(OtlpBehaviour behaviour, OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(behaviour);
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(protocol));
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage response = await service.Client.AnalyzeAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await receiver.WaitAsync(static requests => requests.Count > 0);
        long start = Stopwatch.GetTimestamp();
        await service.EndAsync();

        // Two seconds, for all three signals at once; three providers that end one after another take fifteen.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(12));
        Assert.DoesNotContain("fail:", service.Output, StringComparison.Ordinal);
    }

    private static T[] Read<T>(OtlpReceiver receiver, string signal, Google.Protobuf.MessageParser<T> parser) where T : Google.Protobuf.IMessage<T> =>
        [.. receiver.Requests.Where(request => request.Signal == signal).Select(request => parser.ParseFrom(request.Message.Span))];

    private static AnyValue? Value(IEnumerable<KeyValue> attributes, string name) => attributes.SingleOrDefault(attribute => attribute.Key == name)?.Value;

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
