using System.Diagnostics.Metrics;
using Detection.Imaging;
using Detection.Models;

namespace Detection.Telemetry;

/// <summary>The detector's instruments. Names and units follow OpenTelemetry's conventions: seconds, bytes, and curly braces around what is counted.</summary>
internal static class DetectionMetrics
{
    internal const string Outcome = "detection.outcome";
    internal const string Class = "detection.class";
    internal const string StageAttribute = "detection.stage";
    internal const string SizeClass = "detection.picture.size_class";
    internal const string Format = "detection.picture.format";

    /// <summary>The class of all objects when the model has more than <see cref="MaxClasses"/> classes.</summary>
    internal const string OtherClasses = "other";

    // Each class is a time series in the backend.
    private const int MaxClasses = 200;

    private const string Success = "success";

    private static readonly InstrumentAdvice<double> StageBuckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<double> LoadBuckets = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly InstrumentAdvice<int> CountBuckets = new() { HistogramBucketBoundaries = [0, 1, 2, 3, 5, 10, 20, 50, 100, 300] };

    private static readonly InstrumentAdvice<long> ByteBuckets = new()
    {
        HistogramBucketBoundaries = [1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 21, 1 << 22, 1 << 23, 1 << 24, 1 << 25],
    };

    private static readonly InstrumentAdvice<long> PixelBuckets = new()
    {
        HistogramBucketBoundaries = [10_000, 100_000, 300_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000],
    };

    private static readonly Counter<long> Analyses = DetectionTelemetry.Meter.CreateCounter<long>(
        "detection.analyses", "{analysis}", "Analyses that ended, by outcome.");

    private static readonly Counter<long> Detections = DetectionTelemetry.Meter.CreateCounter<long>(
        "detection.detections", "{detection}", "Objects found, by class.");

    private static readonly Histogram<int> PictureDetections = DetectionTelemetry.Meter.CreateHistogram(
        "detection.picture.detections", "{detection}", "Objects found in a picture, by the picture's size class.", tags: null, CountBuckets);

    private static readonly Histogram<double> AnalysisDuration = DetectionTelemetry.Meter.CreateHistogram(
        "detection.analysis.duration", "s", "Duration of an analysis, from the call to the answer.", tags: null, StageBuckets);

    private static readonly Histogram<double> StageDuration = DetectionTelemetry.Meter.CreateHistogram(
        "detection.stage.duration", "s", "Duration of each stage of an analysis.", tags: null, StageBuckets);

    private static readonly Histogram<long> PictureSize = DetectionTelemetry.Meter.CreateHistogram(
        "detection.picture.size", "By", "Bytes of the analysed pictures, as sent.", tags: null, ByteBuckets);

    private static readonly Histogram<long> PicturePixels = DetectionTelemetry.Meter.CreateHistogram(
        "detection.picture.pixels", "{pixel}", "Pixels of the analysed pictures.", tags: null, PixelBuckets);

    private static readonly UpDownCounter<int> QueueLength = DetectionTelemetry.Meter.CreateUpDownCounter<int>(
        "detection.queue.length", "{analysis}", "Analyses waiting for a session.");

    private static readonly UpDownCounter<int> SessionsInUse = DetectionTelemetry.Meter.CreateUpDownCounter<int>(
        "detection.sessions.in_use", "{session}", "Sessions running an analysis.");

    private static readonly UpDownCounter<int> SessionsLimit = DetectionTelemetry.Meter.CreateUpDownCounter<int>(
        "detection.sessions.limit", "{session}", "Sessions of the model.");

    private static readonly Counter<long> ModelLoads = DetectionTelemetry.Meter.CreateCounter<long>(
        "detection.model.loads", "{load}", "Models loaded or refused, at the start and after the file was replaced.");

    private static readonly Histogram<double> ModelLoadDuration = DetectionTelemetry.Meter.CreateHistogram(
        "detection.model.load.duration", "s", "Duration of loading a model and warming it up.", tags: null, LoadBuckets);

    /// <summary>Counts an analysis that succeeded, with its measurements.</summary>
    internal static void Succeeded(DetectionResult result, int pictureBytes, ModelDescription model)
    {
        Analyses.Add(1, Tag(Outcome, Success));
        DetectionTimings timings = result.Timings;
        Stage(StageNames.Queue, timings.Queue);
        Stage(StageNames.Decode, timings.Decode);
        Stage(StageNames.Letterbox, timings.Letterbox);
        Stage(StageNames.Inference, timings.Inference);
        Stage(StageNames.Head, timings.Head);
        AnalysisDuration.Record(timings.Total.TotalSeconds);

        PictureInfo picture = result.Picture;
        PictureSize.Record(pictureBytes, Tag(Format, picture.Format.Id));
        PicturePixels.Record((long)picture.Width * picture.Height);
        PictureDetections.Record(result.Objects.Count, Tag(SizeClass, DetectionTelemetry.SizeClassOf(picture.Width, picture.Height)));
        if (Detections.Enabled)
        {
            bool isBounded = model.Labels.Count <= MaxClasses;
            foreach (DetectedObject found in result.Objects)
            {
                Detections.Add(1, Tag(Class, isBounded ? found.ClassName : OtherClasses));
            }
        }
    }

    /// <summary>Counts an analysis that ended without a result.</summary>
    internal static void Failed(Exception exception) => Analyses.Add(1, Tag(Outcome, OutcomeOf(exception)));

    /// <summary>Records the duration of a stage.</summary>
    internal static void Stage(string name, TimeSpan duration) => StageDuration.Record(duration.TotalSeconds, Tag(StageAttribute, name));

    /// <summary>Counts a wait for a session that begins (1) or ends (-1).</summary>
    internal static void Waiting(int change) => QueueLength.Add(change);

    /// <summary>Counts a session that is rented (1) or returned (-1).</summary>
    internal static void InUse(int change) => SessionsInUse.Add(change);

    /// <summary>Counts sessions created (positive) or freed (negative).</summary>
    internal static void Sessions(int change) => SessionsLimit.Add(change);

    /// <summary>Counts a model that was loaded.</summary>
    internal static void Loaded(TimeSpan duration)
    {
        ModelLoads.Add(1, Tag(Outcome, Success));
        ModelLoadDuration.Record(duration.TotalSeconds);
    }

    /// <summary>Counts a model that was refused.</summary>
    internal static void Refused(ModelFault fault) => ModelLoads.Add(1, Tag(Outcome, fault switch
    {
        ModelFault.Missing => "missing",
        ModelFault.Changing => "changing",
        _ => "unusable",
    }));

    private static string OutcomeOf(Exception exception) => exception switch
    {
        PictureException { Fault: PictureFault.NotAPicture } => "not_a_picture",
        PictureException { Fault: PictureFault.UnsupportedFormat } => "unsupported_format",
        PictureException { Fault: PictureFault.TooLarge } => "too_large",
        PictureException { Fault: PictureFault.TooSlow } => "too_slow",
        PictureException => "damaged",
        DetectionOptionException => "bad_option",
        OperationCanceledException => "cancelled",
        _ => "failure",
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
