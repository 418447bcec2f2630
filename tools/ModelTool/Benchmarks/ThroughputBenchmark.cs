using System.Diagnostics;
using Detection;
using Detection.Models;

namespace ModelTool.Benchmarks;

/// <summary>What several callers at once get through.</summary>
/// <param name="Callers">How many callers.</param>
/// <param name="Sessions">How many analyses run at once.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Different">How many answers differ from those one caller gets.</param>
/// <param name="PerSecond">Pictures a second.</param>
/// <param name="IdealPerSecond">Sessions / (bare run + decode of one thread).</param>
/// <param name="BarePerSecond">Bare runs a second with a thread a session.</param>
/// <param name="BareScaling">That, over the bare runs a second of one thread.</param>
internal sealed record ThroughputFigures(
    int Callers, int Sessions, int Calls, int Different, double PerSecond, double IdealPerSecond, double BarePerSecond, double BareScaling)
{
    internal double Efficiency => PerSecond / IdealPerSecond;
}

/// <summary>Many callers on one detector with the default sessions.</summary>
internal static class ThroughputBenchmark
{
    // Fewer would measure the start and the end, when not all callers are busy.
    private const int MinimumCalls = 200;

    internal static async Task<ThroughputFigures> RunAsync(
        string modelPath, byte[][] pictures, int callers, StageFigures stages, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = modelPath });
        DetectedObject[][] expected = new DetectedObject[pictures.Length][];
        for (int i = 0; i < pictures.Length; i++)
        {
            expected[i] = [.. (await detector.DetectAsync(pictures[i], cancellation: cancellation)).Objects];
        }

        int different = 0, calls = Math.Max(pictures.Length * 2, MinimumCalls);
        double perSecond = await Callers.RunAsync(callers, calls, CallAsync, cancellation);
        double barePerSecond = await BareRunsPerSecondAsync(detector, calls, cancellation);
        double ideal = detector.Sessions * 1000 / (stages.Bare.Median + stages.Decode.Median);
        return new ThroughputFigures(callers, detector.Sessions, calls, different, perSecond, ideal, barePerSecond, barePerSecond * stages.Bare.Median / 1000);

        async ValueTask CallAsync(int call)
        {
            int i = call % pictures.Length;
            DetectionResult result = await detector.DetectAsync(pictures[i], cancellation: cancellation);
            if (!result.Objects.SequenceEqual(expected[i]))
            {
                Interlocked.Increment(ref different);
            }
        }
    }

    private static async Task<double> BareRunsPerSecondAsync(Detector detector, int runs, CancellationToken cancellation)
    {
        int next = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, detector.Sessions).Select(_ => Task.Run(RunAsync, cancellation)));
        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;

        async Task RunAsync()
        {
            using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
            while (Interlocked.Increment(ref next) <= runs)
            {
                _ = lease.Session.Run(CancellationToken.None);
            }
        }
    }
}
