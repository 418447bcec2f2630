using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Receiver;

public sealed class WaitingTests
{
    [Fact]
    public async Task Wait_BeforeTheExport_EndsWithIt()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using ActivitySource source = new("waited for");
        using TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(OtlpProtocol.HttpProtobuf));

        Task<IReadOnlyList<ReceivedSpan>> wait = receiver.WaitForSpansAsync(span => span.Name == "second");
        source.StartActivity("first")!.Dispose();
        provider.ForceFlush();
        Assert.False(wait.IsCompleted);
        source.StartActivity("second")!.Dispose();
        provider.ForceFlush();

        Assert.Equal("second", (await wait).Single().Name);
    }

    [Fact]
    public async Task Wait_InVain_SaysWhatCameIn()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using ActivitySource source = new("the other source");
        using (TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(OtlpProtocol.HttpProtobuf)))
        {
            using Activity activity = source.StartActivity("the other span")!;
            activity.SetTag("why", "because");
        }

        await receiver.WaitForSpansAsync();
        TimeoutException failure = await Assert.ThrowsAsync<TimeoutException>(
            () => receiver.WaitForSpansAsync(span => span.Name == "awaited", timeout: TimeSpan.FromMilliseconds(1)));

        Assert.Contains("0 of 1 awaited spans", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the other source/the other span", failure.Message, StringComparison.Ordinal);
        Assert.Contains("because", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_AfterAnExport_ForgetsIt()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using ActivitySource source = new("forgotten");
        using (TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(OtlpProtocol.Grpc)))
        {
            source.StartActivity("request")!.Dispose();
        }

        await receiver.WaitForRequestsAsync();
        receiver.Clear();

        Assert.Empty(receiver.Spans);
        Assert.Empty(receiver.Requests);
    }
}
