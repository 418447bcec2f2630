using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Api.Shutdown;

/// <summary>
/// The time between the signal to end and the end of the server. Kestrel by itself closes connections on which nothing has been read yet, though a
/// request may already be under way: so it is left running until all requests have been answered and none has come for a moment.
/// </summary>
internal sealed partial class Draining(IOptions<ShutdownOptions> options, IHostApplicationLifetime lifetime, ILogger<Draining> logger)
    : IHostedLifecycleService
{
    // A request that was sent before callers could know of the end may take as long to arrive.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private int _requests;
    private volatile bool _isDraining;
    private volatile Stopwatch? _signalled;

    /// <summary>Whether the signal to end has come: no more traffic should be sent here.</summary>
    internal bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>What is left of the time to drain; all of it before the signal, none after its end.</summary>
    internal TimeSpan TimeLeft => TimeSpan.FromSeconds(options.Value.DelaySeconds + options.Value.DrainSeconds) - (_signalled?.Elapsed ?? TimeSpan.Zero);

    /// <summary>How many requests are in flight.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    /// <summary>Whether new work is refused: after the delay, and without one from the signal on.</summary>
    internal bool IsDraining => _isDraining || (IsStopping && options.Value.DelaySeconds == 0);

    /// <summary>Counts a request that has arrived.</summary>
    internal void Enter() => Interlocked.Increment(ref _requests);

    /// <summary>Counts a request that has ended.</summary>
    internal void Leave() => Interlocked.Decrement(ref _requests);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        ShutdownOptions times = options.Value;
        _signalled = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(times.DelaySeconds), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isDraining = true;
        Log.Draining(logger, Requests);

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(times.DrainSeconds));
        TimeSpan quiet = TimeSpan.Zero;
        while (quiet < Quiet && !limit.IsCancellationRequested)
        {
            await Task.Delay(Step, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            quiet = Requests == 0 ? quiet + Step : TimeSpan.Zero;
        }

        if (Requests is var left and > 0)
        {
            Log.Aborted(logger, left, times.DrainSeconds);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 500, Level = LogLevel.Information, Message = "Told to stop: {Requests} requests are in flight, new ones are refused")]
        internal static partial void Draining(ILogger logger, int requests);

        [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "{Requests} requests had not ended after {Seconds} s and are aborted")]
        internal static partial void Aborted(ILogger logger, int requests, double seconds);
    }
}
