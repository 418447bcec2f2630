using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Receiver;

public sealed class BehaviourTests
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Silent_Request_IsReadAndNeverAnswered(OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        using HttpClient client = new();
        using HttpRequestMessage request = EmptyRequest(receiver, protocol);
        using CancellationTokenSource patience = new();

        Task<HttpResponseMessage> answer = client.SendAsync(request, patience.Token);
        ReceivedRequest received = (await receiver.WaitForRequestsAsync()).Single();

        Assert.Equal(OtlpBehaviour.Silent, received.Behaviour);
        Assert.Equal(protocol, received.Protocol);
        Assert.False(answer.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Silent_ReceiverCloses_RequestBreaksOffUnanswered(OtlpProtocol protocol)
    {
        OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        using HttpClient client = new();
        using HttpRequestMessage request = EmptyRequest(receiver, protocol);
        Task<HttpResponseMessage> answer = client.SendAsync(request);
        await receiver.WaitForRequestsAsync();

        await receiver.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Silent_SdkExports_GivesUpAndNothingIsKept(OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        using ActivitySource source = new($"silence over {protocol}");

        using (TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(protocol).With(("OTEL_EXPORTER_OTLP_TIMEOUT", "100"))))
        {
            source.StartActivity("request")!.Dispose();
        }

        await receiver.WaitForRequestsAsync(request => request.Signal == OtlpSignal.Traces);
        Assert.Empty(receiver.Spans);
    }

    [Fact]
    public async Task Refusing_Grpc_IsAnsweredUnavailable()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Refusing);
        using HttpClient client = new();
        using HttpRequestMessage request = EmptyRequest(receiver, OtlpProtocol.Grpc);

        using HttpResponseMessage answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        HttpHeaders status = answer.TrailingHeaders.Contains("grpc-status") ? answer.TrailingHeaders : answer.Headers;
        Assert.Equal(["14"], status.GetValues("grpc-status"));
    }

    [Fact]
    public async Task Refusing_Http_IsAnswered503()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Refusing);
        using HttpClient client = new();
        using HttpRequestMessage request = EmptyRequest(receiver, OtlpProtocol.HttpProtobuf);

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Refusing_ThenAccepting_KeepsOnlyWhatItAccepted(OtlpProtocol protocol)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(OtlpBehaviour.Refusing);
        using ActivitySource source = new($"recovery over {protocol}");
        using TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(protocol));

        source.StartActivity("lost")!.Dispose();
        provider.ForceFlush();
        receiver.Behaviour = OtlpBehaviour.Accepting;
        source.StartActivity("kept")!.Dispose();
        provider.ForceFlush();

        Assert.Equal("kept", (await receiver.WaitForSpansAsync()).Single().Name);
        Assert.Equal([OtlpBehaviour.Refusing, OtlpBehaviour.Accepting], receiver.Requests.Select(request => request.Behaviour));
    }

    // No span in it: five bytes that say "not compressed, 0 long" in gRPC, nothing over HTTP.
    private static HttpRequestMessage EmptyRequest(OtlpReceiver receiver, OtlpProtocol protocol)
    {
        bool isGrpc = protocol == OtlpProtocol.Grpc;
        Uri address = isGrpc
            ? new Uri(receiver.EndpointFor(protocol), "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            : receiver.EndpointFor(protocol, OtlpSignal.Traces);
        HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(isGrpc ? [0, 0, 0, 0, 0] : []),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf");
        return request;
    }
}
