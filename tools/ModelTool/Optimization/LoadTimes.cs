using System.Diagnostics;
using Detection.Models;
using ModelTool.Benchmarks;

namespace ModelTool.Optimization;

/// <summary>What ONNX Runtime takes to open two models as the service does, in turn, so that a noisy machine disturbs both alike.</summary>
internal static class LoadTimes
{
    /// <summary>Measures the medians.</summary>
    /// <param name="before">The first model's file.</param>
    /// <param name="after">The second model's file.</param>
    /// <param name="rounds">How often each is opened.</param>
    internal static SideBySide Measure(string before, string after, int rounds)
    {
        Samples first = new(), second = new();
        for (int round = 0; round < rounds; round++)
        {
            Open(before, first);
            Open(after, second);
        }

        return new SideBySide(first.Median, second.Median);
    }

    private static void Open(string path, Samples samples)
    {
        long start = Stopwatch.GetTimestamp();
        using OnnxModel model = OnnxModel.Open(path, threads: 1);
        samples.Add(Stopwatch.GetElapsedTime(start));
    }
}
