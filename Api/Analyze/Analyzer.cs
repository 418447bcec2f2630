using System.Diagnostics;
using Api.Limits;
using Api.Model;
using Api.Problems;
using Api.Requests;
using Api.Telemetry;
using Detection;
using Detection.Annotation;
using Detection.Imaging;

namespace Api.Analyze;

/// <summary>
/// The path of a picture through the service, whatever the form of request and answer. Its steps, in order:
/// <list type="number">
/// <item><see cref="ThrowIfFull"/>, before the body is read: is there a model, and room in the queue?</item>
/// <item>The picture gets a slot, which it holds until the work on it has ended.</item>
/// <item><see cref="RunAsync"/> analyses it in one session, and draws on it in the same one where a picture is wanted.</item>
/// <item>The answer does not wait longer than its caller: the work ends behind it where it cannot be stopped at once.</item>
/// <item>The request's telemetry gets the result.</item>
/// </list>
/// </summary>
internal sealed partial class Analyzer(ModelHost model, Admission admission, ILogger<Analyzer> logger)
{
    // Work that was cancelled may need a moment to notice; only work that goes on for longer is worth a line in the log.
    private static readonly TimeSpan UsualEnd = TimeSpan.FromSeconds(1);

    /// <summary>Throws where no analysis could be admitted now; asked before the body is read.</summary>
    /// <returns>The detector for this request.</returns>
    /// <exception cref="ApiException">503: there is no model; 429: the queue is full.</exception>
    internal Detector ThrowIfFull()
    {
        Detector detector = model.RequireDetector();
        admission.ThrowIfFull(detector.Sessions);
        return detector;
    }

    /// <summary>Analyses the one picture of a request, and gives its answer the stages' times as a header.</summary>
    /// <param name="context">The request, which disposes the analysis at its end.</param>
    /// <param name="detector">The detector, from <see cref="ThrowIfFull"/>.</param>
    /// <param name="picture">The picture; its body is disposed when the work on it has ended.</param>
    /// <param name="drawing">The picture to answer with; null for none.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal async Task<Analysis> RunSingleAsync(
        HttpContext context, Detector detector, Picture picture, DrawingRequest? drawing, CancellationToken cancellation)
    {
        RequestAnalyses analyses = new();
        context.Features.Set(analyses);
        Analysis analysis = await RunAsync(detector, picture, slot: null, drawing, analyses, cancellation);
        context.Response.RegisterForDispose(analysis);
        context.Response.Headers["Server-Timing"] = ServerTiming.Format(analysis.Result.Timings, analysis.Picture?.Duration, analysis.Total);
        return analysis;
    }

    /// <summary>
    /// Analyses a picture. A decoder that works in one go cannot be stopped. The call then ends in time all the same, and the work ends behind it; until then
    /// it keeps what it needs: its memory, its session and its slot.
    /// </summary>
    /// <param name="detector">The detector.</param>
    /// <param name="picture">The picture; its body is disposed when the work on it has ended.</param>
    /// <param name="slot">The slot, disposed when the work has ended; null where the picture is yet to be admitted.</param>
    /// <param name="drawing">The picture to answer with; null for none.</param>
    /// <param name="analyses">The analyses of the request, which get this one.</param>
    /// <param name="cancellation">Ends the wait, and the work as soon as it can be stopped.</param>
    /// <returns>The analysis, to be disposed.</returns>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    /// <exception cref="PictureException">The picture cannot be analysed.</exception>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class that the model does not have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<Analysis> RunAsync(
        Detector detector, Picture picture, Admission.Slot? slot, DrawingRequest? drawing, RequestAnalyses analyses, CancellationToken cancellation)
    {
        Task<Analysis> work = WorkAsync(detector, picture, slot, drawing, cancellation);
        Analysis analysis;
        try
        {
            analysis = await work.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _ = EndBehindTheAnswerAsync(work);
            throw;
        }

        DetectionResult result = analysis.Result;
        lock (analyses)
        {
            analyses.Add(result, StatusCodes.Status200OK);
        }

        Log.Analyzed(logger, result.Picture.Format, result.Picture.Width, result.Picture.Height, result.Objects.Count, analysis.Total);
        return analysis;
    }

    private async Task<Analysis> WorkAsync(
        Detector detector, Picture picture, Admission.Slot? slot, DrawingRequest? drawing, CancellationToken cancellation)
    {
        using PooledBody body = picture.Body;
        using Admission.Slot own = slot ?? admission.Enter(detector.Sessions);
        if (drawing is null)
        {
            DetectionResult result = await detector.DetectAsync(picture.Bytes, picture.Options, cancellation);
            own.Served(result.Timings.Total - result.Timings.Queue);
            return new Analysis(result);
        }

        drawing.Memory.Hold();
        using BodyMemory.Reservation memory = drawing.Memory;
        (DetectionResult found, AnnotatedPicture drawn) = await detector.AnnotateAsync(picture.Bytes, drawing.Format, picture.Options, cancellation);
        own.Served(found.Timings.Total - found.Timings.Queue + drawn.Duration);
        memory.Resize(drawn.Bytes.Length);
        return new Analysis(found, drawn);
    }

    /// <summary>Waits for work whose request has been answered already: its result is disposed, and its end reaches the log.</summary>
    private async Task EndBehindTheAnswerAsync(Task<Analysis> work)
    {
        long answered = Stopwatch.GetTimestamp();
        string outcome;
        try
        {
            (await work).Dispose();
            outcome = "it finished.";
        }
        catch (OperationCanceledException)
        {
            outcome = "it was cancelled.";
        }
        catch (Exception exception)
        {
            outcome = exception.Message;
            if (ProblemMapping.Map(exception) is null)
            {
                Log.FailedBehindTheAnswer(logger, exception);
            }
        }

        if (Stopwatch.GetElapsedTime(answered) is var time && time > UsualEnd)
        {
            Log.EndedBehindTheAnswer(logger, time.TotalSeconds, outcome);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 110, Level = LogLevel.Debug, Message = "Analyzed a {Format} picture of {Width}x{Height}: {Detections} detections in {Duration}")]
        internal static partial void Analyzed(ILogger logger, PictureFormat format, int width, int height, int detections, TimeSpan duration);

        [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "An analysis could not be stopped and ran for {Seconds:F1} s after its request had ended: {Outcome}")]
        internal static partial void EndedBehindTheAnswer(ILogger logger, double seconds, string outcome);

        [LoggerMessage(EventId = 112, Level = LogLevel.Error, Message = "An analysis failed after its request had ended")]
        internal static partial void FailedBehindTheAnswer(ILogger logger, Exception exception);
    }
}

/// <summary>A picture that a request wants as its answer.</summary>
/// <param name="Format">The format to write.</param>
/// <param name="Memory">The memory reserved for it. The request holds it until the answer is sent, the work until it has ended.</param>
internal sealed record DrawingRequest(PictureFormat Format, BodyMemory.Reservation Memory);

/// <summary>A picture analysed.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Picture">The annotated picture, where one was wanted.</param>
internal sealed record Analysis(DetectionResult Result, AnnotatedPicture? Picture = null) : IDisposable
{
    /// <summary>How long it took, with the drawing.</summary>
    internal TimeSpan Total => Result.Timings.Total + (Picture?.Duration ?? TimeSpan.Zero);

    public void Dispose() => Picture?.Dispose();
}
