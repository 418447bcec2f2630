using System.Buffers;
using System.Diagnostics;
using Detection.Analysis;
using Detection.Annotation;
using Detection.Imaging;
using Detection.Imaging.Vips;
using Detection.Models;
using Detection.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Detection;

/// <summary>
/// Finds objects in pictures with one model. Thread-safe: create one and share it. As many analyses run at once as the detector has sessions; further calls wait
/// for a session. The model's file may be replaced at run time: see <see cref="Refresh"/>.
/// </summary>
public sealed partial class Detector : IDisposable
{
    private readonly DetectorOptions _options;
    private readonly ILogger _logger;
    private readonly SessionPool _pool;
    private readonly Lock _refresh = new();
    private readonly ModelWatch _watch;

    /// <summary>Loads the model and warms it up.</summary>
    /// <param name="options">The options; null for the defaults and the embedded model.</param>
    /// <param name="logger">Gets a line when a model is loaded; null for no log.</param>
    /// <exception cref="OptionsValidationException">Options are out of range; the message names all of them.</exception>
    /// <exception cref="ModelException">The model is missing, broken or ambiguous; the message says what to do.</exception>
    public Detector(DetectorOptions? options = null, ILogger<Detector>? logger = null)
    {
        _options = options ?? new DetectorOptions();
        _logger = logger ?? NullLogger<Detector>.Instance;
        ValidateOptionsResult validation = new DetectorOptionsValidator().Validate(null, _options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(nameof(DetectorOptions), typeof(DetectorOptions), validation.Failures);
        }

        LoadedModel model = Load(ModelFiles.Find(_options.ModelPath));
        _pool = new SessionPool(_options.SessionCount, model);
        _watch = new ModelWatch(model.Files);
    }

    /// <summary>The model that the next call uses.</summary>
    public ModelDescription Model => _pool.Current.Description;

    /// <summary>Why the file that lies in the model's place now was not taken into use by <see cref="Refresh"/>; null where it was.</summary>
    public ModelException? Refusal => _watch.Refusal;

    /// <summary>How many analyses run at once.</summary>
    public int Sessions => _pool.Size;

    /// <summary>Threads one inference uses.</summary>
    public int ThreadsPerSession => _options.ThreadsPerSession;

    /// <summary>The confidence threshold of a call that names none: the options', else the model's, else 0.5.</summary>
    public float Confidence => ResolvedOptions.ConfidenceOf(_options, Model);

    /// <summary>The IoU threshold of a call that names none: the options', else the model's, else 0.45.</summary>
    public float Iou => ResolvedOptions.IouOf(_options, Model);

    /// <summary>The most detections of a call that names none.</summary>
    public int MaxDetections => _options.MaxDetections;

    /// <summary>The sessions, for benchmarks.</summary>
    internal SessionPool Pool => _pool;

    /// <summary>Finds the objects in a picture.</summary>
    /// <param name="picture">Its bytes, in one of the formats of <see cref="PictureFormat.All"/>. They must not change until the task completes.</param>
    /// <param name="options">Options of this call; null for the detector's.</param>
    /// <param name="cancellation">Ends the wait or stops the work, also during inference.</param>
    /// <exception cref="PictureException">The data is not a picture, or the picture is of another format, too large, damaged or too slow to decode.</exception>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class that the model does not have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public async ValueTask<DetectionResult> DetectAsync(
        ReadOnlyMemory<byte> picture, DetectionOptions? options = null, CancellationToken cancellation = default) =>
        (await RunAsync(picture, format: null, options, cancellation).ConfigureAwait(false)).Result;

    /// <summary>
    /// Finds the objects in a picture and draws them on it, in one session: as many pictures are worked on at once as there are sessions, drawing
    /// included. The timings of the result are without the drawing; that is <see cref="AnnotatedPicture.Duration"/>.
    /// </summary>
    /// <param name="picture">Its bytes, as for <see cref="DetectAsync"/>. They must not change until the task completes.</param>
    /// <param name="format">The format to write, one of <see cref="PictureFormat.Writable"/>.</param>
    /// <param name="options">Options of this call; null for the detector's.</param>
    /// <param name="cancellation">Ends the wait or stops the work.</param>
    /// <returns>What was found, and the picture, to be disposed.</returns>
    /// <exception cref="PictureException">As for <see cref="DetectAsync"/>, or the picture is too large for the format.</exception>
    /// <exception cref="ArgumentException">The format cannot be written.</exception>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class that the model does not have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public async ValueTask<(DetectionResult Result, AnnotatedPicture Picture)> AnnotateAsync(
        ReadOnlyMemory<byte> picture, PictureFormat format, DetectionOptions? options = null, CancellationToken cancellation = default)
    {
        (DetectionResult result, AnnotatedPicture? drawn) = await RunAsync(picture, format, options, cancellation).ConfigureAwait(false);
        return (result, drawn!);
    }

    private async ValueTask<(DetectionResult Result, AnnotatedPicture? Picture)> RunAsync(
        ReadOnlyMemory<byte> picture, PictureFormat? format, DetectionOptions? options, CancellationToken cancellation)
    {
        try
        {
            return await AnalyzeAsync(picture, format, options, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (options is not { IsWarmUp: true })
        {
            DetectionMetrics.Failed(exception);
            throw;
        }
    }

    /// <summary>
    /// Looks whether the model's file, its sidecar, or the file that the look-up finds has changed and, once it has held still from one call of
    /// this to the next, takes it into use: it is loaded and warmed up beside the model that works on, then the next calls get it. Calls that run
    /// end on the model they began with. Meant to be called every second or so; for that time memory for both models is needed.
    /// </summary>
    /// <returns>Whether the model was replaced.</returns>
    /// <exception cref="ModelException">
    /// The file cannot be used; the model before it stays in use, and <see cref="Refusal"/> says why. Thrown once, not again until the file changes.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public bool Refresh()
    {
        lock (_refresh)
        {
            if (_watch.Look(_options.ModelPath) is not { } files)
            {
                return false;
            }

            try
            {
                _pool.Replace(Load(files));
                _watch.Accept(files);
                return true;
            }
            catch (ModelException exception)
            {
                _watch.Refuse(files, exception);
                if (exception.Fault == ModelFault.Changing)
                {
                    return false;
                }

                throw;
            }
        }
    }

    /// <summary>Frees the model, after the calls that run have ended. Calls that wait, and later ones, get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _pool.Dispose();

    private async ValueTask<(DetectionResult, AnnotatedPicture?)> AnalyzeAsync(
        ReadOnlyMemory<byte> picture, PictureFormat? format, DetectionOptions? options, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        bool isInstrumented = options is not { IsWarmUp: true };
        StageSpans spans = isInstrumented ? StageSpans.Begin() : default;
        StageClock clock = default;
        long opened = 0, rented = 0;
        PictureInfo? info = null;
        ModelDescription? model = null;
        DetectedObject[]? objects = null;
        try
        {
            ResolvedOptions call = new(options, _options, Model);
            using MemoryHandle pin = picture.Pin();

            // The header is checked before the wait: a picture that is refused does not wait for a session.
            using PictureDecoder decoder = Open(pin, picture.Length);
            info = decoder.Info;
            opened = Stopwatch.GetTimestamp() - start;
            clock.Decode = opened;
            using SessionPool.Lease lease = await _pool.RentAsync(cancellation).ConfigureAwait(false);
            rented = Stopwatch.GetTimestamp() - start;
            model = lease.Model.Description;
            if (!ReferenceEquals(model, call.Model))
            {
                // The model was replaced during the wait and may have other classes and thresholds.
                call = new ResolvedOptions(options, _options, model);
            }

            objects = new PictureAnalysis(lease, _options).Run(decoder, call, ref clock, cancellation);
            DetectionResult result = new(decoder.Info, objects, clock.ToTimings(rented - opened, Stopwatch.GetTimestamp() - start));
            AnnotatedPicture? drawn = format is { } wanted ? Annotator.Draw(picture, objects, wanted, _options, cancellation) : null;
            if (isInstrumented)
            {
                DetectionMetrics.Succeeded(result, picture.Length, model);
            }

            return (result, drawn);
        }
        finally
        {
            spans.End(clock, opened, rented, info, model, objects?.Length);
            NativeHeap.TrimPeriodically();
        }
    }

    private LoadedModel Load(ModelFiles files)
    {
        long start = Stopwatch.GetTimestamp();
        LoadedModel loaded;
        try
        {
            loaded = LoadedModel.Load(files, _options);
        }
        catch (ModelException exception)
        {
            DetectionMetrics.Refused(exception.Fault);
            throw;
        }

        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        DetectionMetrics.Loaded(duration);
        ModelDescription model = loaded.Description;
        Log.ModelLoaded(
            _logger, model.Name, model.Family, model.InputWidth, model.InputHeight, model.Labels.Count, _options.SessionCount,
            _options.ThreadsPerSession, duration.TotalMilliseconds);
        return loaded;
    }

    private unsafe PictureDecoder Open(in MemoryHandle pin, int length) => PictureDecoder.Open((byte*)pin.Pointer, length, _options);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1, Level = LogLevel.Information,
            Message = "Loaded {Model} ({Family}, {Width}x{Height}, {Classes} classes) into {Sessions} sessions of {Threads} threads in {Milliseconds:F0} ms")]
        internal static partial void ModelLoaded(
            ILogger logger, string model, ModelFamily family, int width, int height, int classes, int sessions, int threads, double milliseconds);
    }
}
