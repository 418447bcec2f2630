using System.Diagnostics;

namespace ModelTool.Benchmarks;

/// <summary>Several callers at once, each of which calls again when it has its answer.</summary>
internal static class Callers
{
    /// <summary>Makes calls.</summary>
    /// <param name="callers">How many callers.</param>
    /// <param name="calls">How many calls in all.</param>
    /// <param name="call">A call, by its number from 0.</param>
    /// <param name="cancellation">Ends it between two calls.</param>
    /// <returns>Calls a second.</returns>
    internal static async Task<double> RunAsync(int callers, int calls, Func<int, ValueTask> call, CancellationToken cancellation)
    {
        // Each holds a thread while it computes: without enough of them the pool, not the detector, would decide who waits.
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, callers + Environment.ProcessorCount), completions);
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync, cancellation)));
        return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;

        async Task CallAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) < calls;)
            {
                cancellation.ThrowIfCancellationRequested();
                await call(number);
            }
        }
    }
}
