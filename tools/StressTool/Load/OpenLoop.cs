using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StressTool.Http;

namespace StressTool.Load;

/// <summary>
/// Requests that arrive on a schedule, whatever became of those before, as independent callers send them. Latencies count from the moment a request was
/// due, so that a generator that falls behind does not make the service look fast.
/// </summary>
/// <param name="service">Where the service listens.</param>
/// <param name="timeout">How long an exchange may take.</param>
/// <param name="maxOutstanding">Most requests without an answer; what is due beyond is withheld, and counted.</param>
internal sealed class OpenLoop(IPEndPoint service, TimeSpan timeout, int maxOutstanding) : IDisposable
{
    private readonly ConcurrentStack<HttpConnection> _idle = new();
    private readonly ConcurrentBag<HttpConnection> _all = [];
    private int _outstanding;
    private int _completedInTime;

    /// <summary>Offers requests at a steady rate for a time, and waits for the answers to all of them.</summary>
    /// <param name="request">The request's bytes.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellation">Ends the load.</param>
    internal async Task<OpenLoopFigures> RunAsync(byte[] request, double perSecond, TimeSpan duration, CancellationToken cancellation)
    {
        Tally tally = new();
        TaskCompletionSource<(int Offered, int Withheld)> scheduled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread scheduler = new(() => scheduled.SetResult(Offer(request, perSecond, duration, tally, cancellation))) { IsBackground = true, Name = "arrivals" };
        scheduler.Start();
        (int offered, int withheld) = await scheduled.Task;
        while (Volatile.Read(ref _outstanding) > 0)
        {
            await Task.Delay(10, cancellation);
        }

        return new OpenLoopFigures(tally, offered, withheld, _completedInTime / duration.TotalSeconds);
    }

    public void Dispose()
    {
        foreach (HttpConnection connection in _all)
        {
            connection.Dispose();
        }
    }

    // On a thread of its own: a pool that is busy with answers must not delay arrivals.
    private (int Offered, int Withheld) Offer(byte[] request, double perSecond, TimeSpan duration, Tally tally, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        int offered = 0, withheld = 0;
        for (long arrival = 0; !cancellation.IsCancellationRequested; arrival++)
        {
            long due = start + (long)(arrival / perSecond * Stopwatch.Frequency);
            if (due >= end)
            {
                break;
            }

            for (TimeSpan early; (early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due)) > TimeSpan.Zero;)
            {
                // In whole milliseconds, rounded up: nothing spins.
                Thread.Sleep((int)Math.Ceiling(early.TotalMilliseconds));
            }

            if (Volatile.Read(ref _outstanding) >= maxOutstanding)
            {
                withheld++;
                continue;
            }

            offered++;
            Interlocked.Increment(ref _outstanding);
            _ = ExchangeAsync(request, due, end, tally);
        }

        return (offered, withheld);
    }

    private async Task ExchangeAsync(byte[] request, long due, long end, Tally tally)
    {
        if (!_idle.TryPop(out HttpConnection? connection))
        {
            connection = new HttpConnection(service, timeout);
            _all.Add(connection);
        }

        HttpAnswer answer = await connection.ExchangeAsync(request);
        long now = Stopwatch.GetTimestamp();
        tally.Add(answer, Stopwatch.GetElapsedTime(due, now).TotalMilliseconds);
        if (answer.Status == 200 && now < end)
        {
            Interlocked.Increment(ref _completedInTime);
        }

        _idle.Push(connection);
        Interlocked.Decrement(ref _outstanding);
    }
}

/// <summary>What became of offered requests.</summary>
/// <param name="Tally">How they ended.</param>
/// <param name="Offered">How many were sent.</param>
/// <param name="Withheld">How many were not, because too many were without an answer.</param>
/// <param name="CompletedPerSecond">Answers 200 a second while requests were offered.</param>
internal sealed record OpenLoopFigures(Tally Tally, int Offered, int Withheld, double CompletedPerSecond);
