using System.Diagnostics;
using Detection.Analysis;
using Detection.Imaging;
using Detection.Models;

namespace Detection.Telemetry;

/// <summary>
/// The spans of an analysis: one for each stage, children of the current span. They are created when the analysis ends, from the durations of the
/// stage clock: decoding and letterboxing alternate strip by strip, and a span for each strip would be noise. So those two follow one another, each with
/// the total duration of its strips.
/// </summary>
internal readonly struct StageSpans
{
    private readonly Activity? _parent;
    private readonly DateTime _started;

    private StageSpans(Activity parent)
    {
        _parent = parent;
        _started = DateTime.UtcNow;
    }

    /// <summary>Begins the spans of an analysis; does nothing unless the current span is recorded and somebody listens.</summary>
    internal static StageSpans Begin() =>
        Activity.Current is { IsAllDataRequested: true } parent && DetectionTelemetry.Source.HasListeners() ? new StageSpans(parent) : default;

    /// <summary>Describes the analysis on the parent and creates the children.</summary>
    /// <param name="clock">The durations; zero for stages that were not reached.</param>
    /// <param name="opened">When the header had been read, in ticks since the start.</param>
    /// <param name="rented">When a session was rented, in ticks since the start; 0 where none was.</param>
    /// <param name="picture">The picture; null where the bytes are no picture.</param>
    /// <param name="model">The model; null where no session was rented.</param>
    /// <param name="detections">How many objects were found; null where the analysis failed.</param>
    internal void End(in StageClock clock, long opened, long rented, PictureInfo? picture, ModelDescription? model, int? detections)
    {
        if (_parent is null)
        {
            return;
        }

        if (picture is { } info)
        {
            _parent.SetTag("detection.picture.width", info.Width);
            _parent.SetTag("detection.picture.height", info.Height);
            _parent.SetTag(DetectionMetrics.Format, info.Format.Id);
        }

        if (model is not null)
        {
            _parent.SetTag("detection.model.name", model.Name);
            _parent.SetTag("detection.model.family", model.Family.ToString());
        }

        _parent.SetTag("detection.count", detections);
        if (rented == 0)
        {
            return;
        }

        _parent.SetTag("detection.queue.wait", Stopwatch.GetElapsedTime(opened, rented).TotalSeconds);
        Emit(StageNames.Queue, opened, rented - opened);
        long at = rented;
        Emit(StageNames.Decode, at, clock.Decode - opened);
        at += clock.Decode - opened;
        Emit(StageNames.Letterbox, at, clock.Letterbox);
        at += clock.Letterbox;
        Emit(StageNames.Inference, at, clock.Inference);
        at += clock.Inference;
        Emit(StageNames.Head, at, clock.Head);
    }

    private void Emit(string stage, long fromTicks, long ticks)
    {
        DateTime start = _started + Stopwatch.GetElapsedTime(0, fromTicks);
        using Activity? span = DetectionTelemetry.Source.StartActivity(stage, ActivityKind.Internal, _parent!.Context, startTime: start);
        span?.SetEndTime(start + Stopwatch.GetElapsedTime(0, Math.Max(0, ticks)));
    }
}
