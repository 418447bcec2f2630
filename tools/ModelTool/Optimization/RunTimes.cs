using System.Diagnostics;
using Detection;
using Detection.Models;
using ModelTool.Benchmarks;

namespace ModelTool.Optimization;

/// <summary>Milliseconds of two models side by side.</summary>
/// <param name="Before">Median of the first.</param>
/// <param name="After">Median of the second.</param>
internal sealed record SideBySide(double Before, double After)
{
    /// <summary>How many times as fast the second is.</summary>
    public double Speedup => Before / After;
}

/// <summary>The bare inference of two models on one thread, on the same pictures in turn, so that a noisy machine disturbs both alike.</summary>
internal static class RunTimes
{
    /// <summary>Measures.</summary>
    /// <param name="before">The first model's file.</param>
    /// <param name="after">The second model's file.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="rounds">How often each is run.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static async Task<SideBySide> MeasureAsync(string before, string after, byte[][] pictures, int rounds, CancellationToken cancellation)
    {
        using Detector first = Open(before), second = Open(after);
        Samples firstRuns = new(), secondRuns = new();
        for (int round = 0; round < rounds; round++)
        {
            foreach (byte[] picture in pictures)
            {
                await RunAsync(first, picture, firstRuns, cancellation);
                await RunAsync(second, picture, secondRuns, cancellation);
            }
        }

        return new SideBySide(firstRuns.Median, secondRuns.Median);
    }

    private static Detector Open(string path) => new(new DetectorOptions { ModelPath = path, Sessions = 1, ThreadsPerSession = 1 });

    // The analysis fills the one session's input and brings its weights into the caches; the run after it is measured.
    private static async Task RunAsync(Detector detector, byte[] picture, Samples samples, CancellationToken cancellation)
    {
        await detector.DetectAsync(picture, cancellation: cancellation);
        using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
        long start = Stopwatch.GetTimestamp();
        _ = lease.Session.Run(CancellationToken.None);
        samples.Add(Stopwatch.GetElapsedTime(start));
    }
}
