using System.Diagnostics;
using Detection;
using Detection.Models;

namespace ModelTool.Benchmarks;

/// <summary>What one thread takes for the stages of an analysis.</summary>
internal sealed class StageFigures
{
    internal Samples Decode { get; } = new();

    internal Samples Letterbox { get; } = new();

    internal Samples Run { get; } = new();

    internal Samples Head { get; } = new();

    internal Samples Whole { get; } = new();

    internal Samples Bare { get; } = new();

    internal Samples Ratio { get; } = new();

    /// <summary>What libjpeg-turbo takes to decode the same pictures at full size; empty where it is not installed or they are not JPEGs.</summary>
    internal Samples TurboDecode { get; } = new();

    internal long AllocatedBytes { get; set; }
}

/// <summary>
/// Analyses picture after picture with one session of one thread, and after each runs the bare inference on the tensor that analysis left behind:
/// the two are neighbours in time, so that a noisy machine disturbs both alike.
/// </summary>
internal static class StageBenchmark
{
    internal static async Task<StageFigures> RunAsync(string modelPath, byte[][] pictures, int rounds, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = modelPath, Sessions = 1, ThreadsPerSession = 1 });
        using TurboJpeg? turbo = TurboJpeg.Open();
        StageFigures figures = new();
        await AnalyseAllAsync(detector, pictures, cancellation);
        for (int round = 0; round < rounds; round++)
        {
            foreach (byte[] picture in pictures)
            {
                long start = Stopwatch.GetTimestamp();
                DetectionResult result = await detector.DetectAsync(picture, cancellation: cancellation);
                TimeSpan whole = Stopwatch.GetElapsedTime(start);
                TimeSpan bare = await RunBareAsync(detector, cancellation);
                if (turbo?.Decode(picture) is { } decode)
                {
                    figures.TurboDecode.Add(decode);
                }

                figures.Decode.Add(result.Timings.Decode);
                figures.Letterbox.Add(result.Timings.Letterbox);
                figures.Run.Add(result.Timings.Inference);
                figures.Head.Add(result.Timings.Head);
                figures.Whole.Add(whole);
                figures.Bare.Add(bare);
                figures.Ratio.Add(whole / bare);
            }
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await AnalyseAllAsync(detector, pictures, cancellation);
        figures.AllocatedBytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / pictures.Length;
        return figures;
    }

    private static async Task AnalyseAllAsync(Detector detector, byte[][] pictures, CancellationToken cancellation)
    {
        foreach (byte[] picture in pictures)
        {
            await detector.DetectAsync(picture, cancellation: cancellation);
        }
    }

    // The pool has one session, so this is the one whose input the call before has filled.
    private static async Task<TimeSpan> RunBareAsync(Detector detector, CancellationToken cancellation)
    {
        using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
        long start = Stopwatch.GetTimestamp();
        _ = lease.Session.Run(CancellationToken.None);
        return Stopwatch.GetElapsedTime(start);
    }
}
