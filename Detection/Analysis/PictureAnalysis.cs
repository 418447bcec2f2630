using System.Diagnostics;
using Detection.Heads;
using Detection.Imaging;
using Detection.Models;
using Detection.Tiling;

namespace Detection.Analysis;

/// <summary>
/// Analyses one picture on a session: letterboxes the pixels into the model's input, runs the model and turns the output into boxes in the picture.
/// </summary>
/// <param name="lease">The session and its model.</param>
/// <param name="options">The detector's options.</param>
internal readonly ref struct PictureAnalysis(SessionPool.Lease lease, DetectorOptions options)
{
    private readonly LoadedModel _model = lease.Model;
    private readonly ModelSession _session = lease.Session;

    /// <summary>Analyses the picture.</summary>
    /// <param name="decoder">The picture, with its header read.</param>
    /// <param name="call">The call's options.</param>
    /// <param name="clock">Gets the durations of the stages.</param>
    /// <param name="cancellation">Stops the work between strips of pixels and within the inference.</param>
    /// <exception cref="PictureException">The picture is damaged, or takes too long to decode.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal DetectedObject[] Run(PictureDecoder decoder, in ResolvedOptions call, ref StageClock clock, CancellationToken cancellation)
    {
        List<Candidate> found = call.Tiles is { } tiles && Resolve(tiles, decoder.Info) is { Count: > 1 } grid
            ? RunTiles(decoder, grid, call, ref clock, cancellation)
            : RunWhole(decoder, call, ref clock, cancellation);
        return Name(found);
    }

    private TileGrid Resolve(TileGrid tiles, in PictureInfo picture) => TileLayout.Resolve(
        tiles, picture.Width, picture.Height, _model.Description.InputWidth, _model.Description.InputHeight, options.MaxTiles);

    private List<Candidate> RunWhole(PictureDecoder decoder, in ResolvedOptions call, ref StageClock clock, CancellationToken cancellation)
    {
        LetterboxGeometry geometry = Letterbox(decoder, ref clock, cancellation);
        List<Candidate> candidates = Infer(call, ref clock, cancellation);
        long mark = Stopwatch.GetTimestamp();
        for (int i = 0; i < candidates.Count; i++)
        {
            candidates[i] = candidates[i].ToSource(geometry);
        }

        StageClock.Lap(ref clock.Head, ref mark);
        return candidates;
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
        StripReader strips = new(decoder, options.MaxDecodeSeconds, cancellation);
        while (strips.Read(ref clock.Decode, ref mark))
        {
            _session.Resampler.AddRows(strips.Rows);
            StageClock.Lap(ref clock.Letterbox, ref mark);
        }

        return geometry;
    }

    /// <summary>Decodes the picture once for the whole and all tiles; each is run as soon as its last row is decoded.</summary>
    private unsafe List<Candidate> RunTiles(
        PictureDecoder decoder, TileGrid grid, in ResolvedOptions call, ref StageClock clock, CancellationToken cancellation)
    {
        long mark = Stopwatch.GetTimestamp();
        using TileSet tiles = TileSet.Begin(decoder, grid, _model.Description);
        StageClock.Lap(ref clock.Decode, ref mark);
        List<Candidate> found = [];
        StripReader strips = new(decoder, options.MaxDecodeSeconds, cancellation);
        while (strips.Read(ref clock.Decode, ref mark))
        {
            foreach (Tile tile in tiles.AddRows(strips.Rows, strips.Top))
            {
                tile.Input.CopyTo(new Span<float>(_session.Input, tile.Input.Length));
                StageClock.Lap(ref clock.Letterbox, ref mark);
                List<Candidate> candidates = Infer(call, ref clock, cancellation);
                mark = Stopwatch.GetTimestamp();
                tiles.Collect(tile, candidates, found);
                StageClock.Lap(ref clock.Head, ref mark);
            }

            StageClock.Lap(ref clock.Letterbox, ref mark);
        }

        NonMaximumSuppression.Apply(found, call.Iou, call.AgnosticNms, call.MaxDetections);
        StageClock.Lap(ref clock.Head, ref mark);
        return found;
    }

    /// <summary>Runs the model on the session's input.</summary>
    /// <returns>The candidates kept, best first, in input pixels; valid until the next run.</returns>
    private List<Candidate> Infer(in ResolvedOptions call, ref StageClock clock, CancellationToken cancellation)
    {
        long mark = Stopwatch.GetTimestamp();
        ReadOnlySpan<float> output = _session.Run(cancellation);
        StageClock.Lap(ref clock.Inference, ref mark);

        List<Candidate> candidates = _session.Candidates;
        candidates.Clear();
        _model.Head.Read(output, call, candidates);
        if (_model.Head.NeedsSuppression)
        {
            NonMaximumSuppression.Apply(candidates, call.Iou, call.AgnosticNms, call.MaxDetections);
        }
        else
        {
            NonMaximumSuppression.KeepBest(candidates, call.MaxDetections);
        }

        StageClock.Lap(ref clock.Head, ref mark);
        return candidates;
    }

    private DetectedObject[] Name(List<Candidate> found)
    {
        IReadOnlyList<string> labels = _model.Description.Labels;
        DetectedObject[] objects = new DetectedObject[found.Count];
        int count = 0;
        foreach (Candidate candidate in found)
        {
            BoundingBox box = new(candidate.Left, candidate.Top, candidate.Right, candidate.Bottom);

            // Clipping leaves nothing of a box that lies entirely in the padding.
            if (box.Width > 0 && box.Height > 0)
            {
                objects[count++] = new DetectedObject(labels[candidate.ClassId], candidate.ClassId, candidate.Score, box);
            }
        }

        return count == objects.Length ? objects : objects[..count];
    }
}
