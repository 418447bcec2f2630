using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Receiver;

public sealed class EncodingTests(OtlpReceiverFixture fixture) : IClassFixture<OtlpReceiverFixture>
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_Gzip_ArrivesExpandedAndSaysSo(OtlpProtocol protocol)
    {
        using ActivitySource source = new($"gzip over {protocol}");
        using (TracerProvider provider = SdkClient.Traces(source.Name, fixture.EnvironmentFor(protocol).With(("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"))))
        {
            source.StartActivity("request")!.Dispose();
        }

        ReceivedSpan span = (await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name)).Single();

        Assert.Equal("request", span.Name);
        Assert.Equal("gzip", span.Request.Compression);
    }

    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_NotCompressed_SaysSo(OtlpProtocol protocol)
    {
        using ActivitySource source = new($"plain over {protocol}");
        using (TracerProvider provider = SdkClient.Traces(source.Name, fixture.EnvironmentFor(protocol)))
        {
            source.StartActivity("request")!.Dispose();
        }

        Assert.Null((await fixture.Receiver.WaitForSpansAsync(span => span.Scope.Name == source.Name)).Single().Request.Compression);
    }

    [Theory]
    [InlineData("/v1/traces", "application/json", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/traces", "application/x-protobuf", "br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/traces", "application/x-protobuf", "", HttpStatusCode.BadRequest)]
    [InlineData("/v1/traces", "application/x-protobuf", "gzip", HttpStatusCode.BadRequest)]
    [InlineData("/v1/elsewhere", "application/x-protobuf", "", HttpStatusCode.NotFound)]
    public async Task Post_NotOtlp_IsRefusedAndNotKept(string path, string contentType, string encoding, HttpStatusCode status)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using HttpClient client = new();
        using ByteArrayContent content = new([0xFF, 0xFF, 0xFF]);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (encoding.Length > 0)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage answer = await client.PostAsync(new Uri(receiver.EndpointFor(OtlpProtocol.HttpProtobuf), path), content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(receiver.Requests);
    }
}
