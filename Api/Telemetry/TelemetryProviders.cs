using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Api.Telemetry;

/// <summary>
/// OpenTelemetry's providers, which listen to the meters and sources as long as the host runs. What they send, they send from threads of their own: a
/// receiver that is dead or slow holds up nobody, and what does not fit into their queues is dropped.
/// </summary>
internal sealed class TelemetryProviders(TracerProvider? tracer, MeterProvider? meter, LoggerProvider? logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private const int LastMilliseconds = 2_000;

    private long _pauseUntil = long.MinValue;

    /// <summary>The metrics; null where nobody wants them.</summary>
    internal MeterProvider? Meter => meter;

    /// <summary>Sends what there is, within a time. After a failure nothing is sent for a while, so that a dead receiver costs that time only now and then.</summary>
    internal async ValueTask FlushAsync(TimeSpan limit)
    {
        if (Environment.TickCount64 < Volatile.Read(ref _pauseUntil))
        {
            return;
        }

        int milliseconds = (int)limit.TotalMilliseconds;

        // Side by side, and on other threads: each blocks until it is answered.
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

    /// <summary>Sends what is left. Side by side and for a moment only: disposing alone would wait five seconds for each signal that nobody takes.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => tracer?.Shutdown(LastMilliseconds), CancellationToken.None),
        Task.Run(() => meter?.Shutdown(LastMilliseconds), CancellationToken.None),
        Task.Run(() => logger?.Shutdown(LastMilliseconds), CancellationToken.None));

    public void Dispose()
    {
        tracer?.Dispose();
        meter?.Dispose();
    }
}
