using Api.Tests.Telemetry;
using Telemetry.TestSupport;
using Telemetry.TestSupport.Received;

namespace Api.Tests.Lambda;

/// <summary>What a function tells of itself: between two invocations it is frozen, so all must be sent before an answer is posted.</summary>
public sealed class FunctionTelemetryTests
{
    private const string TraceId = "5759e988bd862e3fe1be46a994272793";
    private const string ParentId = "53995c3f42cd8ad8";

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Analyze_WithACollector_IsToldBeforeTheAnswerIsPosted(OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, [
            .. receiver.EnvironmentFor(protocol).Select(variable => (variable.Key, variable.Value)),
            ("AWS_LAMBDA_FUNCTION_VERSION", "7"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048"), ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[7]abc"),
            ("AWS_REGION", "eu-central-1"),
        ]);

        ScriptedOutcome outcome = await api.InvokeAsync(Analysis());

        // Nothing is waited for: what is not here when the answer is, would never come from a frozen function.
        Assert.Equal(200, outcome.StatusCode);
        ReceivedSpan invocation = Assert.Single(receiver.Spans, span => span.Scope.Name == "Api.Lambda");
        Assert.Equal((TraceId, ParentId), (invocation.TraceId, invocation.ParentSpanId));
        ReceivedSpan request = Assert.Single(receiver.Spans, span => span.Scope.Name == "Microsoft.AspNetCore");
        Assert.Equal(invocation.SpanId, request.ParentSpanId);
        Assert.Contains(receiver.Spans, span => span.Name == "inference" && span.ParentSpanId == request.SpanId);
        Assert.All(receiver.Spans, span => Assert.Equal(TraceId, span.TraceId));
        Assert.Equal(1, Assert.Single(receiver.FindMetric("detection.analyses")!.NumberPoints).Value);
        Assert.Equal("detection", request.Resource.GetString("faas.name"));
        Assert.Equal("7", request.Resource.GetString("faas.version"));
        Assert.Equal("2026/11/22/[7]abc", request.Resource.GetString("faas.instance"));
        Assert.Equal(2048L * 1024 * 1024, request.Resource.GetInt64("faas.max_memory"));
        Assert.Equal(("aws", "aws_lambda", "eu-central-1"), (
            request.Resource.GetString("cloud.provider"), request.Resource.GetString("cloud.platform"), request.Resource.GetString("cloud.region")));
        function.Terminate();
        Assert.Equal(0, await function.ExitAsync());
    }

    [Fact]
    public async Task Analyze_CollectorNeverAnswers_IsAnsweredAllTheSame()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, [.. receiver.EnvironmentFor(OtlpProtocol.Grpc).Select(variable => (variable.Key, variable.Value))]);
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
        Assert.Equal("768x576", line.Dimension("ImageSize"));
    }

    private static ScriptedInvocation Analysis() => new(
        System.Text.Encoding.UTF8.GetBytes(TestEvents.Create("rest", "POST", "/analyze", contentType: "image/jpeg", body: SamplePictures.Dog)))
    {
        TraceHeader = $"Root=1-{TraceId[..8]}-{TraceId[8..]};Parent={ParentId};Sampled=1",
    };
}
