using System.Diagnostics;
using Detection;

namespace ModelTool.Benchmarks;

/// <summary>What a number of sessions with a number of threads each does.</summary>
/// <param name="Sessions">Sessions, as <see cref="DetectorOptions.Sessions"/>.</param>
/// <param name="Threads">Threads of each, as <see cref="DetectorOptions.ThreadsPerSession"/>.</param>
internal sealed record SessionChoice(int Sessions, int Threads)
{
    /// <summary>Milliseconds of a call when there is one caller.</summary>
    internal Samples Alone { get; } = new();

    /// <summary>Milliseconds of a call when there are many callers.</summary>
    internal Samples Shared { get; } = new();

    /// <summary>Pictures a second with many callers, one value a round.</summary>
    internal Samples PerSecond { get; } = new();
}

/// <summary>
/// How the processors are best divided between sessions and their threads. The choices take turns in each round, so that a noisy machine disturbs all
/// alike.
/// </summary>
internal static class SessionMatrix
{
    // A choice that is that much slower at most may win by answering one caller sooner.
    private const double AsGood = 0.97;

    // So many calls a caller and round: enough that the start and the end, when not all are busy, weigh little.
    private const int CallsEach = 6;

    /// <summary>Measures all choices that use the processors, and one session of one thread beside them.</summary>
    /// <param name="modelPath">The model.</param>
    /// <param name="pictures">The pictures, taken in turn.</param>
    /// <param name="callers">How many callers are many.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<IReadOnlyList<SessionChoice>> MeasureAsync(
        string modelPath, byte[][] pictures, int callers, int rounds, CancellationToken cancellation)
    {
        SessionChoice[] choices = [.. Choices(Environment.ProcessorCount)];
        List<Detector> detectors = [];
        try
        {
            foreach (SessionChoice choice in choices)
            {
                detectors.Add(new Detector(new DetectorOptions { ModelPath = modelPath, Sessions = choice.Sessions, ThreadsPerSession = choice.Threads }));
            }

            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < choices.Length; i++)
                {
                    await MeasureAsync(choices[i], detectors[i], pictures, callers, cancellation);
                }
            }
        }
        finally
        {
            detectors.ForEach(static detector => detector.Dispose());
        }

        return choices;
    }

    /// <summary>The choice that gets most pictures through; among those as good within 3%, the one that answers one caller soonest.</summary>
    internal static SessionChoice Best(IReadOnlyList<SessionChoice> choices)
    {
        double most = choices.Max(choice => choice.PerSecond.Median);
        return choices.Where(choice => choice.PerSecond.Median >= most * AsGood).MinBy(choice => choice.Alone.Median)!;
    }

    private static IEnumerable<SessionChoice> Choices(int processors)
    {
        if (processors > 1)
        {
            yield return new SessionChoice(1, 1);
        }

        for (int threads = 1; threads <= processors; threads *= 2)
        {
            yield return new SessionChoice(processors / threads, threads);
        }
    }

    private static async Task MeasureAsync(SessionChoice choice, Detector detector, byte[][] pictures, int callers, CancellationToken cancellation)
    {
        for (int i = 0; i < CallsEach; i++)
        {
            choice.Alone.Add(await TimeAsync(i));
        }

        TimeSpan[] times = new TimeSpan[callers * CallsEach];
        choice.PerSecond.Add(await Callers.RunAsync(callers, times.Length, async number => times[number] = await TimeAsync(number), cancellation));
        Array.ForEach(times, choice.Shared.Add);

        async ValueTask<TimeSpan> TimeAsync(int number)
        {
            long start = Stopwatch.GetTimestamp();
            await detector.DetectAsync(pictures[number % pictures.Length], cancellation: cancellation);
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
