using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Receiver;

[Collection(nameof(Alone))]
public sealed class UnobservedTests
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Request_WhileAspNetCoreIsObservedInThisProcess_IsNeitherTracedNorMeasured(OtlpProtocol protocol)
    {
        int observed = 0;
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Interlocked.Increment(ref observed),
        };
        using MeterListener measurements = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        measurements.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref observed));
        measurements.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref observed));
        ActivitySource.AddActivityListener(spans);
        measurements.Start();
        using ActivitySource source = new($"unobserved over {protocol}");
        OtlpReceiver receiver = await OtlpReceiver.StartAsync();

        using (TracerProvider provider = SdkClient.Traces(source.Name, receiver.EnvironmentFor(protocol)))
        {
            source.StartActivity("request")!.Dispose();
        }

        await receiver.WaitForSpansAsync();
        await receiver.DisposeAsync();

        Assert.Equal(0, observed);
    }
}
