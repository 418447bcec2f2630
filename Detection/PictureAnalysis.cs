using System.Diagnostics;
using System.Globalization;
using Detection.Heads;
using Detection.Imaging;
using Detection.Models;

namespace Detection;

/// <summary>The work on one picture once it has a session: pixels into the model's input, the run, the output back to boxes in the picture.</summary>
/// <param name="lease">The session and its model.</param>
/// <param name="options">The detector's options.</param>
internal readonly ref struct PictureAnalysis(SessionPool.Lease lease, DetectorOptions options)
{
    // Rows decoded at a time: enough to amortise the call, few enough to stay in the processor's cache.
    private const int StripRows = 32;

    private readonly LoadedModel _model = lease.Model;
    private readonly ModelSession _session = lease.Session;

    /// <summary>Does it.</summary>
    /// <param name="decoder">The picture, its header read.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="clock">Gets what each stage took.</param>
    /// <param name="cancellation">Stops the work between strips of pixels and within the inference.</param>
    /// <exception cref="PictureException">The picture is damaged, or takes too long to decode.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal DetectedObject[] Run(PictureDecoder decoder, in DetectionQuery query, ref StageClock clock, CancellationToken cancellation)
    {
        LetterboxGeometry geometry = Letterbox(decoder, ref clock, cancellation);
        return Infer(geometry, query, ref clock, cancellation);
    }

    private unsafe LetterboxGeometry Letterbox(PictureDecoder decoder, ref StageClock clock, CancellationToken cancellation)
    {
        PictureInfo info = decoder.Info;
        ModelDescription model = _model.Description;
        LetterboxGeometry geometry = LetterboxGeometry.Fit(
            info.Width, info.Height, model.InputWidth, model.InputHeight, model.Normalization.Anchor);

        long mark = Stopwatch.GetTimestamp();
        decoder.Begin(geometry.ContentWidth, geometry.ContentHeight);
        StageClock.Lap(ref clock.Decode, ref mark);
        _session.Resampler.Begin(geometry, info.Orientation, decoder.RowWidth, decoder.RowCount, decoder.Bands, _session.Input);
        StageClock.Lap(ref clock.Letterbox, ref mark);
        for (int top = 0; top < decoder.RowCount; top += StripRows)
        {
            cancellation.ThrowIfCancellationRequested();
            RequireTime(clock.Decode);
            ReadOnlySpan<byte> rows = decoder.ReadRows(top, Math.Min(StripRows, decoder.RowCount - top));
            StageClock.Lap(ref clock.Decode, ref mark);
            _session.Resampler.AddRows(rows);
            StageClock.Lap(ref clock.Letterbox, ref mark);
        }

        return geometry;
    }

    private void RequireTime(long decodeTicks)
    {
        if (Stopwatch.GetElapsedTime(0, decodeTicks).TotalSeconds > options.MaxDecodeSeconds)
        {
            throw new PictureException(PictureFault.TooSlow, string.Create(
                CultureInfo.InvariantCulture, $"The picture takes longer to decode than the {options.MaxDecodeSeconds} seconds it is given."));
        }
    }

    private DetectedObject[] Infer(in LetterboxGeometry geometry, in DetectionQuery query, ref StageClock clock, CancellationToken cancellation)
    {
        long mark = Stopwatch.GetTimestamp();
        ReadOnlySpan<float> output = _session.Run(cancellation);
        StageClock.Lap(ref clock.Inference, ref mark);

        List<Candidate> candidates = _session.Candidates;
        candidates.Clear();
        _model.Head.Read(output, query.Head, candidates);
        if (_model.Head.NeedsSuppression)
        {
            NonMaximumSuppression.Apply(candidates, query.Iou, query.AgnosticNms, query.MaxDetections);
        }
        else
        {
            NonMaximumSuppression.KeepBest(candidates, query.MaxDetections);
        }

        DetectedObject[] objects = MapBack(candidates, geometry);
        StageClock.Lap(ref clock.Head, ref mark);
        return objects;
    }

    private DetectedObject[] MapBack(List<Candidate> candidates, in LetterboxGeometry geometry)
    {
        IReadOnlyList<string> labels = _model.Description.Labels;
        DetectedObject[] objects = new DetectedObject[candidates.Count];
        int count = 0;
        foreach (Candidate candidate in candidates)
        {
            BoundingBox box = new(
                geometry.ToSourceX(candidate.Left), geometry.ToSourceY(candidate.Top),
                geometry.ToSourceX(candidate.Right), geometry.ToSourceY(candidate.Bottom));

            // A box that lies in the padding alone has nothing left of it inside the picture.
            if (box.Width > 0 && box.Height > 0)
            {
                objects[count++] = new DetectedObject(labels[candidate.ClassId], candidate.ClassId, candidate.Score, box);
            }
        }

        return count == objects.Length ? objects : objects[..count];
    }
}
