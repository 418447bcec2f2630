using System.Diagnostics;
using System.Text;
using Api.Tests.Telemetry;
using OpenTelemetry.Trace;
using Telemetry.TestSupport;

namespace Api.Tests.Lambda;

/// <summary>A function's telemetry: between two invocations the sandbox is frozen, so all of it must be sent before an answer is posted.</summary>
public sealed class FunctionTelemetryTests
{
    private const string ParentId = "53995c3f42cd8ad8";

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Analyze_WithACollector_IsExportedBeforeTheAnswerIsPosted(OtlpProtocol protocol)
    {
        const string TraceId = "5759e988bd862e3fe1be46a994272793";
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, [
            .. receiver.EnvironmentFor(protocol), ("Telemetry__FlushMs", "10000"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "7"), ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[7]abc"), ("AWS_REGION", "eu-central-1"),
        ]);

        ScriptedOutcome outcome = await api.InvokeAsync(Analysis(TraceId));

        // Nothing is waited for: what is not here when the answer is, would never come from a frozen function.
        OtlpRequest[] requests = [.. receiver.Requests];
        Assert.Equal(200, outcome.StatusCode);
        Assert.Contains(requests, request => request.Signal == "metrics" && request.Contains("detection.analyses") && request.Contains("inference"));
        Assert.All(["Api.Lambda", "Microsoft.AspNetCore", "Detection", "inference"], name => Assert.Contains(requests, IsOfTrace(name)));
        Assert.All(requests, request => Assert.All(
            ["service.name", "detection", "faas.version", "faas.instance", "2026/11/22/[7]abc", "aws_lambda", "cloud.region", "eu-central-1"],
            text => Assert.True(request.Contains(text), text)));
        function.Terminate();
        Assert.Equal(0, await function.ExitAsync());

        static Predicate<OtlpRequest> IsOfTrace(string name) => request => request.Signal == "traces" && request.Contains(name)
            && request.Contains(Convert.FromHexString(TraceId)) && request.Contains(Convert.FromHexString(ParentId));
    }

    [Fact]
    public async Task Analyze_OfATracedInvocation_RecordsItsSpansUnderTheCallers()
    {
        const string TraceId = "6860fa99cd973f40f2cf57baa5383804";
        List<Activity> spans = [];
        await using (LambdaRun run = await LambdaRun.StartAsync(
            configure: services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(spans)),
            arguments: "--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1"))
        {
            Assert.Equal(200, (await run.InvokeAsync(Analysis(TraceId))).StatusCode);
        }

        // Other functions of this process record on the same sources.
        Activity[] own = [.. spans.Where(span => span.TraceId.ToHexString() == TraceId)];
        Activity invocation = Assert.Single(own, span => span.Source.Name == "Api.Lambda");
        Assert.Equal(ParentId, invocation.ParentSpanId.ToHexString());
        Activity request = Assert.Single(own, span => span.Source.Name == "Microsoft.AspNetCore");
        Assert.Equal(invocation.SpanId, request.ParentSpanId);
        Assert.Equal(request.SpanId, Assert.Single(own, span => span.DisplayName == "inference").ParentSpanId);
    }

    [Fact]
    public async Task Analyze_CollectorNeverAnswers_IsAnsweredAllTheSame()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, [.. receiver.EnvironmentFor(OtlpProtocol.Grpc)]);
        Assert.Equal(200, (await api.InvokeAsync(Analysis())).StatusCode);
        Assert.Equal(200, (await api.InvokeAsync(Analysis())).StatusCode);
        Assert.NotEmpty(receiver.Requests);
        function.Terminate();
        Assert.Equal(0, await function.ExitAsync());
    }

    [Fact]
    public async Task Analyze_ByDefault_WritesOneEmbeddedMetricLine()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api);
        ScriptedOutcome outcome = await api.InvokeAsync(Analysis());
        function.Terminate();
        Assert.Equal(0, await function.ExitAsync());

        EmbeddedMetricLine line = new(Assert.Single(function.Output.Split('\n'), line => line.Contains("\"_aws\"", StringComparison.Ordinal)));
        Assert.Equal(outcome.ContentJson.GetProperty("detection_count").GetInt32(), line.Value("DetectionCount"));
        Assert.Equal("small", line.Dimension("ImageSize"));
        Assert.Equal((768, 576), (line.Value("ImageWidth"), line.Value("ImageHeight")));
    }

    private static ScriptedInvocation Analysis(string traceId = "5759e988bd862e3fe1be46a994272793") => new(
        Encoding.UTF8.GetBytes(TestEvents.Create("rest", "POST", "/analyze", contentType: "image/jpeg", body: SamplePictures.Dog)))
    {
        TraceHeader = $"Root=1-{traceId[..8]}-{traceId[8..]};Parent={ParentId};Sampled=1",
    };
}
