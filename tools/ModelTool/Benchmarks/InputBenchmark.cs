using System.Diagnostics;
using Detection;

namespace ModelTool.Benchmarks;

/// <summary>What one thread takes from the bytes of a picture to the model's input, here and with ImageSharp. Milliseconds.</summary>
internal sealed class InputFigures
{
    /// <summary>Decoding and letterboxing here.</summary>
    internal Samples Own { get; } = new();

    /// <summary>The same with ImageSharp.</summary>
    internal Samples ImageSharp { get; } = new();

    /// <summary>ImageSharp's time over ours, of each pair of neighbours.</summary>
    internal Samples Ratio { get; } = new();
}

/// <summary>
/// Compares libvips and our resampler with ImageSharp: each picture goes through one and then the other, so that a noisy machine disturbs both alike.
/// </summary>
internal static class InputBenchmark
{
    // The runtime optimises a method after 30 calls: ImageSharp's code is not compiled ahead of time.
    private const int WarmUps = 40;

    internal static async Task<InputFigures> RunAsync(string modelPath, byte[][] pictures, int rounds, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = modelPath, Sessions = 1, ThreadsPerSession = 1 });
        ImageSharpInput imageSharp = new(detector.Model);
        InputFigures figures = new();
        for (int i = 0; i < WarmUps; i++)
        {
            await CompareAsync(pictures[i % pictures.Length], new InputFigures());
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (byte[] picture in pictures)
            {
                await CompareAsync(picture, figures);
            }
        }

        return figures;

        async Task CompareAsync(byte[] picture, InputFigures into)
        {
            DetectionTimings timings = (await detector.DetectAsync(picture, cancellation: cancellation)).Timings;
            TimeSpan own = timings.Decode + timings.Letterbox;
            long start = Stopwatch.GetTimestamp();
            imageSharp.Fill(picture);
            TimeSpan other = Stopwatch.GetElapsedTime(start);
            into.Own.Add(own);
            into.ImageSharp.Add(other);
            into.Ratio.Add(other / own);
        }
    }
}
