using Microsoft.AspNetCore.Http;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using Telemetry.TestSupport.Received;

namespace Telemetry.TestSupport.Server;

/// <summary>Where requests arrive from both protocols: keeps them and decides whether they are answered.</summary>
internal sealed class Intake : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private volatile OtlpBehaviour _behaviour;

    internal OtlpBehaviour Behaviour
    {
        get => _behaviour;
        set => _behaviour = value;
    }

    internal Inbox<ReceivedRequest> Requests { get; } = new("requests");

    internal Inbox<ReceivedSpan> Spans { get; } = new("spans");

    internal Inbox<ReceivedMetric> Metrics { get; } = new("metrics");

    internal Inbox<ReceivedLogRecord> Logs { get; } = new("log records");

    /// <summary>Lets go of the requests that no answer was meant for.</summary>
    internal void Close() => _closing.Cancel();

    public void Dispose() => _closing.Dispose();

    internal void Keep(ExportTraceServiceRequest export, ReceivedRequest request) => Spans.Add(ReceivedSpan.From(export, request));

    internal void Keep(ExportMetricsServiceRequest export, ReceivedRequest request) => Metrics.Add(ReceivedMetric.From(export, request));

    internal void Keep(ExportLogsServiceRequest export, ReceivedRequest request) => Logs.Add(ReceivedLogRecord.From(export, request));

    /// <summary>Deals with a request as the behaviour of the moment says.</summary>
    /// <param name="signal">What it carries.</param>
    /// <param name="protocol">How it came.</param>
    /// <param name="context">Its headers, and who waits for the answer.</param>
    /// <param name="keep">Keeps its content.</param>
    /// <returns>Whether it is to be answered that all is well, or to be refused.</returns>
    /// <exception cref="OperationCanceledException">It was not to be answered, and nobody waits any more.</exception>
    internal async Task<bool> TakeAsync(OtlpSignal signal, OtlpProtocol protocol, HttpContext context, Action<ReceivedRequest> keep)
    {
        ReceivedRequest request = new(signal, protocol, Behaviour, HeadersOf(context));
        if (request.Behaviour == OtlpBehaviour.Accepting)
        {
            keep(request);
        }

        // After its content: who waited for the request finds that too.
        Requests.Add(request);
        if (request.Behaviour == OtlpBehaviour.Silent)
        {
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
            await Task.Delay(Timeout.Infinite, end.Token);
        }

        return request.Behaviour == OtlpBehaviour.Accepting;
    }

    private static Dictionary<string, string> HeadersOf(HttpContext context) =>
        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
