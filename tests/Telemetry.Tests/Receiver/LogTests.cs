using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Proto.Logs.V1;

namespace Telemetry.Tests.Receiver;

public sealed partial class LogTests(OtlpReceiverFixture fixture) : IClassFixture<OtlpReceiverFixture>
{
    [Theory]
    [InlineData(OtlpProtocol.Grpc)]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    public async Task Export_RecordInASpan_ArrivesWithTextEventAndTrace(OtlpProtocol protocol)
    {
        string category = $"logs over {protocol}";
        Dictionary<string, string> environment = fixture.EnvironmentFor(protocol)
            .With(("OTEL_SERVICE_NAME", "detection"), ("OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES", "true"));
        using Activity activity = new Activity("request").Start();
        using (ILoggerFactory loggers = SdkClient.Logs(environment))
        {
            Found(loggers.CreateLogger(category), 3, "dog.jpg");
        }

        ReceivedLogRecord record = (await fixture.Receiver.WaitForLogsAsync(record => record.Scope.Name == category)).Single();

        Assert.Equal("3 boxes in dog.jpg", record.Body);
        Assert.Equal(SeverityNumber.Warn, record.Severity);
        Assert.Equal("Warning", record.SeverityText);
        Assert.Equal("BoxesFound", record.EventName);
        Assert.Equal(1042, record.Attributes.GetInt64("logrecord.event.id"));
        Assert.Equal(3, record.Attributes.GetInt64("Count"));
        Assert.Equal("dog.jpg", record.Attributes.GetString("Picture"));
        Assert.Equal(activity.TraceId.ToHexString(), record.TraceId);
        Assert.Equal(activity.SpanId.ToHexString(), record.SpanId);
        Assert.Equal("detection", record.Resource.GetString("service.name"));
        Assert.Equal(OtlpSignal.Logs, record.Request.Signal);
        Assert.Equal(protocol, record.Request.Protocol);
    }

    [Fact]
    public async Task Export_RecordOutsideOfSpans_ArrivesWithoutTrace()
    {
        const string category = "no span";
        using (ILoggerFactory loggers = SdkClient.Logs(fixture.EnvironmentFor(OtlpProtocol.HttpProtobuf)))
        {
            Found(loggers.CreateLogger(category), 0, "sky.jpg");
        }

        ReceivedLogRecord record = (await fixture.Receiver.WaitForLogsAsync(record => record.Scope.Name == category)).Single();

        Assert.Null(record.TraceId);
        Assert.Null(record.SpanId);
    }

    [LoggerMessage(1042, LogLevel.Warning, "{Count} boxes in {Picture}", EventName = "BoxesFound")]
    private static partial void Found(ILogger logger, int count, string picture);
}
