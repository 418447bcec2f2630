using System.Diagnostics;
using OpenTelemetry.Trace;
using Span = OpenTelemetry.Proto.Trace.V1.Span;
using Status = OpenTelemetry.Proto.Trace.V1.Status;

namespace Telemetry.Tests.Receiver;

public sealed class TraceTests(OtlpReceiverFixture fixture) : IClassFixture<OtlpReceiverFixture>
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_SpanWithParent_ArrivesWithNamesIdsAndTimes(OtlpProtocol protocol)
    {
        using ActivitySource source = new($"spans over {protocol}", "1.2.3");
        Activity parent;
        Activity child;
        using (TracerProvider provider = SdkClient.Traces(source.Name, fixture.EnvironmentFor(protocol)))
        {
            using (parent = source.StartActivity("request", ActivityKind.Server)!)
            {
                using (child = source.StartActivity("decode")!)
                {
                }
            }
        }

        IReadOnlyList<ReceivedSpan> spans = await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name, count: 2);

        ReceivedSpan first = spans.Single(span => span.Name == "request");
        ReceivedSpan second = spans.Single(span => span.Name == "decode");
        Assert.Equal(parent.TraceId.ToHexString(), first.TraceId);
        Assert.Equal(parent.SpanId.ToHexString(), first.SpanId);
        Assert.Null(first.ParentSpanId);
        Assert.Equal(Span.Types.SpanKind.Server, first.Kind);
        Assert.Equal("1.2.3", first.Scope.Version);
        Assert.Equal(parent.StartTimeUtc, first.Start.UtcDateTime);
        Assert.Equal(parent.StartTimeUtc + parent.Duration, first.End.UtcDateTime);
        Assert.Equal(parent.TraceId.ToHexString(), second.TraceId);
        Assert.Equal(child.SpanId.ToHexString(), second.SpanId);
        Assert.Equal(parent.SpanId.ToHexString(), second.ParentSpanId);
        Assert.Equal(Span.Types.SpanKind.Internal, second.Kind);
        Assert.Equal(protocol, second.Request.Protocol);
        Assert.Equal(OtlpSignal.Traces, second.Request.Signal);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_SpanWithAttributes_ArrivesWithValuesOfTheirKinds(OtlpProtocol protocol)
    {
        string[] classes = ["dog", "cat"];
        using ActivitySource source = new($"attributes over {protocol}");
        using (TracerProvider provider = SdkClient.Traces(source.Name, fixture.EnvironmentFor(protocol)))
        {
            using Activity activity = source.StartActivity("infer")!;
            activity.SetTag("model", "nanodet").SetTag("boxes", 3).SetTag("confidence", 0.25).SetTag("warm", true).SetTag("classes", classes);
        }

        OtlpAttributes attributes = (await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name)).Single().Attributes;

        Assert.Equal(["model", "boxes", "confidence", "warm", "classes"], attributes.Names);
        Assert.Equal("nanodet", attributes.GetString("model"));
        Assert.Equal(3, attributes.GetInt64("boxes"));
        Assert.Equal(0.25, attributes.GetDouble("confidence"));
        Assert.True(attributes.GetBoolean("warm"));
        Assert.Equal(classes, attributes.GetStrings("classes"));
        Assert.Null(attributes.GetString("absent"));
        Assert.Throws<InvalidOperationException>(() => attributes.GetString("boxes"));
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_FailedSpanWithEventAndLink_ArrivesWithBoth(OtlpProtocol protocol)
    {
        using ActivitySource source = new($"failures over {protocol}");
        ActivityContext other = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        using (TracerProvider provider = SdkClient.Traces(source.Name, fixture.EnvironmentFor(protocol)))
        {
            using Activity activity = source.StartActivity("infer", ActivityKind.Internal, default(ActivityContext), links: [new ActivityLink(other)])!;
            activity.AddException(new TimeoutException("too late")).SetStatus(ActivityStatusCode.Error, "no answer");
        }

        ReceivedSpan span = (await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name)).Single();

        Assert.Equal(Status.Types.StatusCode.Error, span.Status);
        Assert.Equal("no answer", span.StatusDescription);
        ReceivedSpanEvent exception = Assert.Single(span.Events);
        Assert.Equal("exception", exception.Name);
        Assert.Equal("System.TimeoutException", exception.Attributes.GetString("exception.type"));
        Assert.Equal("too late", exception.Attributes.GetString("exception.message"));
        ReceivedSpanLink link = Assert.Single(span.Links);
        Assert.Equal(other.TraceId.ToHexString(), link.TraceId);
        Assert.Equal(other.SpanId.ToHexString(), link.SpanId);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_WithResourceAndHeaders_ArrivesWithBoth(OtlpProtocol protocol)
    {
        using ActivitySource source = new($"resource over {protocol}");
        Dictionary<string, string> environment = fixture.EnvironmentFor(protocol).With(
            ("OTEL_SERVICE_NAME", "detection"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,service.version=4.5"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret,tenant=a"));
        using (TracerProvider provider = SdkClient.Traces(source.Name, environment))
        {
            source.StartActivity("request")!.Dispose();
        }

        ReceivedSpan span = (await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name)).Single();

        Assert.Equal("detection", span.Resource.GetString("service.name"));
        Assert.Equal("test", span.Resource.GetString("deployment.environment.name"));
        Assert.Equal("4.5", span.Resource.GetString("service.version"));
        Assert.Equal("secret", span.Request.Headers["Api-Key"]);
        Assert.Equal("a", span.Request.Headers["tenant"]);
        Assert.StartsWith("OTel-OTLP-Exporter-Dotnet/", span.Request.Headers["user-agent"], StringComparison.Ordinal);
    }
}
