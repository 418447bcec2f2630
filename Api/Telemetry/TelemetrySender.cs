using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Api.Telemetry;

/// <summary>
/// Sends what OpenTelemetry's providers still hold, within a time: before an answer in Lambda, and when the host stops. Between those moments the
/// providers send from threads of their own: a receiver that is dead or slow holds up no request, and what does not fit into their queues is dropped.
/// </summary>
/// <param name="tracer">The spans; null where none are sent.</param>
/// <param name="meter">The metrics; null where none are collected.</param>
/// <param name="logger">The log records; null where none are sent.</param>
internal sealed class TelemetrySender(TracerProvider? tracer = null, MeterProvider? meter = null, LoggerProvider? logger = null) : IHostedService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private const int ShutdownMilliseconds = 2_000;

    private long _pauseUntil = long.MinValue;

    /// <summary>Sends everything within a time. After a failure it sends nothing for 30 seconds, so that a dead receiver rarely costs that time.</summary>
    internal async ValueTask FlushAsync(TimeSpan limit)
    {
        if (Environment.TickCount64 < Volatile.Read(ref _pauseUntil))
        {
            return;
        }

        int milliseconds = (int)limit.TotalMilliseconds;

        // In parallel and on other threads: each call blocks until its receiver answers.
        Task<bool> traces = Task.Run(() => tracer?.ForceFlush(milliseconds) ?? true);
        Task<bool> metrics = Task.Run(() => meter?.ForceFlush(milliseconds) ?? true);
        Task<bool> logs = Task.Run(() => logger?.ForceFlush(milliseconds) ?? true);
        Task<bool[]> all = Task.WhenAll(traces, metrics, logs);
        bool isSent = await Task.WhenAny(all, Task.Delay(limit)) == all && (await all).All(static sent => sent);
        if (!isSent)
        {
            Volatile.Write(ref _pauseUntil, Environment.TickCount64 + (long)PauseAfterFailure.TotalMilliseconds);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Sends the rest within 2 seconds. Without it the container disposes one provider after another, and each waits 5 seconds for a silent receiver.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => tracer?.Shutdown(ShutdownMilliseconds), CancellationToken.None),
        Task.Run(() => meter?.Shutdown(ShutdownMilliseconds), CancellationToken.None),
        Task.Run(() => logger?.Shutdown(ShutdownMilliseconds), CancellationToken.None));
}
