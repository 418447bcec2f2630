using System.Diagnostics;

namespace Detection.Analysis;

/// <summary>Stopwatch ticks of each stage of one analysis.</summary>
internal struct StageClock
{
    internal long Decode;
    internal long Letterbox;
    internal long Inference;
    internal long Head;

    /// <summary>Adds the time since the mark to a stage and sets the mark to now.</summary>
    internal static void Lap(ref long stage, ref long mark)
    {
        long now = Stopwatch.GetTimestamp();
        stage += now - mark;
        mark = now;
    }

    /// <summary>The stages as times.</summary>
    /// <param name="queue">Ticks of the wait for a session.</param>
    /// <param name="total">Ticks of the whole call.</param>
    internal readonly DetectionTimings ToTimings(long queue, long total) =>
        new(Span(queue), Span(Decode), Span(Letterbox), Span(Inference), Span(Head), Span(total));

    private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
}
