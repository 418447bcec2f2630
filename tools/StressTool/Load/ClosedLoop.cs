using System.Diagnostics;
using System.Net;
using StressTool.Http;

namespace StressTool.Load;

/// <summary>Callers that send the next request when they have the answer to the last: as much load as the service keeps up with, and no more.</summary>
/// <param name="service">Where the service listens.</param>
/// <param name="callers">How many there are.</param>
/// <param name="timeout">How long an exchange may take.</param>
internal sealed class ClosedLoop(IPEndPoint service, int callers, TimeSpan timeout)
{
    /// <summary>Sends requests in turn until so many have been sent.</summary>
    /// <param name="requests">The requests' bytes.</param>
    /// <param name="count">How many to send.</param>
    /// <param name="onAnswer">Told of each answer: how many there are with it; from several threads at once.</param>
    /// <param name="cancellation">Ends the load.</param>
    internal async Task<Tally> RunAsync(IReadOnlyList<byte[]> requests, int count, Action<int>? onAnswer, CancellationToken cancellation)
    {
        int next = 0, answered = 0;
        return await RunAsync(
            requests,
            () => !cancellation.IsCancellationRequested && Interlocked.Increment(ref next) <= count,
            (_, _) => onAnswer?.Invoke(Interlocked.Increment(ref answered)));
    }

    /// <summary>Sends requests in turn for a time.</summary>
    /// <returns>What became of those that were answered in that time, and how many a second had the status 200.</returns>
    internal async Task<(Tally Tally, double PerSecond)> RunAsync(IReadOnlyList<byte[]> requests, TimeSpan duration, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int completed = 0;
        Tally tally = await RunAsync(requests, () => !cancellation.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < duration, (answer, _) =>
        {
            if (answer.Status == 200 && Stopwatch.GetElapsedTime(start) < duration)
            {
                Interlocked.Increment(ref completed);
            }
        });
        return (tally, completed / duration.TotalSeconds);
    }

    /// <summary>Sends requests in turn while there are more.</summary>
    /// <param name="requests">The requests' bytes.</param>
    /// <param name="hasNext">Whether to send another.</param>
    /// <param name="onAnswer">Told of each answer and which request it is to; from several threads at once.</param>
    internal async Task<Tally> RunAsync(IReadOnlyList<byte[]> requests, Func<bool> hasNext, Action<HttpAnswer, int> onAnswer)
    {
        Tally tally = new();
        int turn = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        return tally;

        async Task CallAsync()
        {
            using HttpConnection connection = new(service, timeout);
            while (hasNext())
            {
                int which = (int)((uint)Interlocked.Increment(ref turn) % (uint)requests.Count);
                long start = Stopwatch.GetTimestamp();
                HttpAnswer answer = await connection.ExchangeAsync(requests[which]);
                tally.Add(answer, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                onAnswer(answer, which);
            }
        }
    }
}
