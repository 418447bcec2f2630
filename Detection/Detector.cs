using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Detection.Heads;
using Detection.Imaging;
using Detection.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Detection;

/// <summary>
/// Finds objects in pictures with one model. Thread-safe: make one, share it, and call it from as many places as you like; as many analyses run at
/// once as it has sessions, the others wait.
/// </summary>
public sealed partial class Detector : IDisposable
{
    // Rows decoded at a time: enough to amortise the call, few enough to stay in the processor's cache.
    private const int StripRows = 32;

    private const float DefaultConfidence = 0.5f;
    private const float DefaultIou = 0.45f;

    private readonly DetectorOptions _options;
    private readonly LoadedModel _model;

    /// <summary>Loads the model and warms it up.</summary>
    /// <param name="options">The setup; null for the defaults and the embedded model.</param>
    /// <param name="logger">Where to say what was loaded; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">Options are out of range; the message names all of them.</exception>
    /// <exception cref="ModelException">The model is missing, broken or ambiguous; the message says what to do.</exception>
    public Detector(DetectorOptions? options = null, ILogger<Detector>? logger = null)
    {
        _options = options ?? new DetectorOptions();
        ValidateOptionsResult validation = new DetectorOptionsValidator().Validate(null, _options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(nameof(DetectorOptions), typeof(DetectorOptions), validation.Failures);
        }

        long start = Stopwatch.GetTimestamp();
        _model = LoadedModel.Load(_options);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Log.ModelLoaded(
            logger ?? NullLogger<Detector>.Instance, Model.Name, Model.Family, Model.InputWidth, Model.InputHeight, Model.Labels.Count, Sessions,
            _options.ThreadsPerSession, milliseconds);
    }

    /// <summary>The model.</summary>
    public ModelDescription Model => _model.Description;

    /// <summary>The model with its sessions.</summary>
    internal LoadedModel Loaded => _model;

    /// <summary>How many analyses run at once.</summary>
    public int Sessions => _model.Sessions.Size;

    /// <summary>Threads one inference uses.</summary>
    public int ThreadsPerSession => _options.ThreadsPerSession;

    /// <summary>The confidence threshold of a call that names none: the options', else the model's, else 0.5.</summary>
    public float Confidence => _options.ConfidenceThreshold ?? Model.RecommendedConfidence ?? DefaultConfidence;

    /// <summary>The IoU threshold of a call that names none: the options', else the model's, else 0.45.</summary>
    public float Iou => _options.IouThreshold ?? Model.RecommendedIou ?? DefaultIou;

    /// <summary>The most detections of a call that names none.</summary>
    public int MaxDetections => _options.MaxDetections;

    /// <summary>Finds the objects in a picture.</summary>
    /// <param name="picture">Its bytes: JPEG, PNG, WebP, GIF, AVIF or TIFF. They must not change until the task completes.</param>
    /// <param name="options">What this call wants otherwise; null for nothing.</param>
    /// <param name="cancellation">Ends the wait or stops the work, in the middle of the inference too.</param>
    /// <exception cref="PictureException">The picture is none, of an unknown format, too large or damaged.</exception>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class the model does not know.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public async ValueTask<DetectionResult> DetectAsync(
        ReadOnlyMemory<byte> picture, DetectionOptions? options = null, CancellationToken cancellation = default)
    {
        long start = Stopwatch.GetTimestamp();
        Request request = Resolve(options);
        using MemoryHandle pin = picture.Pin();

        // The header is judged before the wait: what is refused anyway takes no place in the queue.
        using PictureDecoder decoder = Open(pin, picture.Length);
        long opened = Stopwatch.GetTimestamp();
        using SessionPool.Lease lease = await _model.Sessions.RentAsync(cancellation).ConfigureAwait(false);
        long rented = Stopwatch.GetTimestamp();
        StageClock clock = new() { Decode = opened - start };

        ModelSession session = lease.Session;
        LetterboxGeometry geometry = Letterbox(decoder, session, ref clock, cancellation);
        IReadOnlyList<DetectedObject> objects = Infer(session, geometry, request, ref clock, cancellation);
        return new DetectionResult(decoder.Info, objects, clock.ToTimings(rented - opened, Stopwatch.GetTimestamp() - start));
    }

    /// <summary>Frees the model, after the calls that run have ended. Calls that wait, and later ones, get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _model.Dispose();

    private unsafe PictureDecoder Open(in MemoryHandle pin, int length)
    {
        PictureDecoder decoder = PictureDecoder.Open((byte*)pin.Pointer, length);
        PictureInfo info = decoder.Info;
        if (info.Width <= _options.MaxSide && info.Height <= _options.MaxSide && (long)info.Width * info.Height <= _options.MaxPixels)
        {
            return decoder;
        }

        decoder.Dispose();
        throw new PictureException(PictureFault.TooLarge, string.Create(
            CultureInfo.InvariantCulture,
            $"The picture has {info.Width} x {info.Height} pixels; at most {_options.MaxPixels} in all and {_options.MaxSide} a side are taken."));
    }

    private unsafe LetterboxGeometry Letterbox(PictureDecoder decoder, ModelSession session, ref StageClock clock, CancellationToken cancellation)
    {
        PictureInfo info = decoder.Info;
        LetterboxGeometry geometry = LetterboxGeometry.Fit(
            info.Width, info.Height, Model.InputWidth, Model.InputHeight, Model.Normalization.Anchor);

        long mark = Stopwatch.GetTimestamp();
        decoder.Begin(geometry.ContentWidth, geometry.ContentHeight);
        StageClock.Lap(ref clock.Decode, ref mark);
        session.Resampler.Begin(geometry, info.Orientation, decoder.RowWidth, decoder.RowCount, decoder.Bands, session.Input);
        StageClock.Lap(ref clock.Letterbox, ref mark);
        for (int top = 0; top < decoder.RowCount; top += StripRows)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> rows = decoder.ReadRows(top, Math.Min(StripRows, decoder.RowCount - top));
            StageClock.Lap(ref clock.Decode, ref mark);
            session.Resampler.AddRows(rows);
            StageClock.Lap(ref clock.Letterbox, ref mark);
        }

        return geometry;
    }

    private DetectedObject[] Infer(
        ModelSession session, in LetterboxGeometry geometry, in Request request, ref StageClock clock, CancellationToken cancellation)
    {
        long mark = Stopwatch.GetTimestamp();
        ReadOnlySpan<float> output = session.Run(cancellation);
        StageClock.Lap(ref clock.Inference, ref mark);

        List<Candidate> candidates = session.Candidates;
        candidates.Clear();
        _model.Head.Read(output, request.Query, candidates);
        if (_model.Head.NeedsSuppression)
        {
            NonMaximumSuppression.Apply(candidates, request.Iou, request.AgnosticNms, request.MaxDetections);
        }
        else
        {
            NonMaximumSuppression.KeepBest(candidates, request.MaxDetections);
        }

        DetectedObject[] objects = MapBack(candidates, geometry);
        StageClock.Lap(ref clock.Head, ref mark);
        return objects;
    }

    private DetectedObject[] MapBack(List<Candidate> candidates, in LetterboxGeometry geometry)
    {
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
                objects[count++] = new DetectedObject(Model.Labels[candidate.ClassId], candidate.ClassId, candidate.Score, box);
            }
        }

        return count == objects.Length ? objects : objects[..count];
    }

    private Request Resolve(DetectionOptions? options)
    {
        float confidence = options?.Confidence ?? Confidence;
        float iou = options?.Iou ?? Iou;
        int maxDetections = options?.MaxDetections ?? MaxDetections;
        RequireRange(confidence is >= 0 and <= 1, "confidence", "0 to 1");
        RequireRange(iou is >= 0 and <= 1, "iou", "0 to 1");
        RequireRange(maxDetections is >= 1 and <= DetectionOptions.MaxDetectionsLimit, "max_detections", "1 to 1000");
        bool[]? classes = options?.Classes is { Count: > 0 } wanted ? ResolveClasses(wanted) : null;
        return new Request(new HeadQuery(confidence, classes, options?.MultiLabel ?? false), iou, options?.AgnosticNms ?? false, maxDetections);
    }

    private bool[] ResolveClasses(IReadOnlyList<string> wanted)
    {
        bool[] classes = new bool[Model.Labels.Count];
        foreach (string nameOrId in wanted)
        {
            int classId = Model.FindClass(nameOrId);
            classes[classId >= 0 ? classId : throw new DetectionOptionException("classes", $"The model knows no class '{nameOrId}'.")] = true;
        }

        return classes;
    }

    private static void RequireRange(bool holds, string option, string range)
    {
        if (!holds)
        {
            throw new DetectionOptionException(option, $"{option} must be {range}.");
        }
    }

    /// <summary>A call's options with everything decided.</summary>
    private readonly record struct Request(HeadQuery Query, float Iou, bool AgnosticNms, int MaxDetections);

    /// <summary>Stopwatch ticks a stage.</summary>
    private struct StageClock
    {
        internal long Decode;
        internal long Letterbox;
        internal long Inference;
        internal long Head;

        internal static void Lap(ref long stage, ref long mark)
        {
            long now = Stopwatch.GetTimestamp();
            stage += now - mark;
            mark = now;
        }

        internal readonly DetectionTimings ToTimings(long queue, long total) =>
            new(Span(queue), Span(Decode), Span(Letterbox), Span(Inference), Span(Head), Span(total));

        private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1, Level = LogLevel.Information,
            Message = "Loaded {Model} ({Family}, {Width}x{Height}, {Classes} classes) into {Sessions} sessions of {Threads} threads in {Milliseconds:F0} ms")]
        internal static partial void ModelLoaded(
            ILogger logger, string model, ModelFamily family, int width, int height, int classes, int sessions, int threads, double milliseconds);
    }
}
