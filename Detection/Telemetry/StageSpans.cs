using System.Diagnostics;
using Detection.Analysis;
using Detection.Imaging;
using Detection.Models;

namespace Detection.Telemetry;

/// <summary>
/// The spans of an analysis: a child of the current one for each stage. They are made when the analysis has ended, from what the stage clock
/// measured: decoding and letterboxing alternate strip by strip, and a span for each strip would tell nobody anything. So those two lie one behind the
/// other, each as long as its strips took together.
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

    /// <summary>Begins, where somebody wants to know.</summary>
    internal static StageSpans Begin() =>
        Activity.Current is { IsAllDataRequested: true } parent && DetectionTelemetry.Source.HasListeners() ? new StageSpans(parent) : default;

    /// <summary>Tells the parent what was analysed and makes the children.</summary>
    /// <param name="clock">What was measured; stages that were not reached are zero.</param>
    /// <param name="opened">When the header had been read, in ticks since the beginning.</param>
    /// <param name="rented">When there was a session, in ticks since the beginning; 0 where there never was one.</param>
    /// <param name="picture">The picture; null where it is none.</param>
    /// <param name="model">The model; null where none was reached.</param>
    /// <param name="detections">How many objects were found; null where it did not come to that.</param>
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
