using System.Diagnostics;
using Api.Access;
using Api.Limits;
using Api.Model;
using Api.Problems;
using Api.Telemetry;
using Detection;
using Detection.Annotation;
using Detection.Imaging;

namespace Api.Analyze;

/// <summary>The way of a picture through the service, whatever the form of request and answer: admission, analysis, annotation.</summary>
internal sealed partial class Analyzer(ModelHost model, Admission admission, BodyMemory memory, Annotator annotator, ILogger<Analyzer> logger)
{
    /// <summary>Requires that an analysis could come in now; asked before the body is read.</summary>
    /// <returns>What will do it.</returns>
    /// <exception cref="ApiException">503: there is no model; 429: the queue is full.</exception>
    internal Detector RequireRoom()
    {
        Detector detector = model.RequireDetector();
        admission.RequireRoom(detector.Sessions);
        return detector;
    }

    /// <summary>
    /// Analyses a picture. What a decoder does in one go cannot be broken off. The request then ends in time all the same; the work ends behind it and
    /// keeps what it needs until then: its memory, its session and its place in the queue.
    /// </summary>
    /// <param name="context">The request, which gets the stages' times as a header.</param>
    /// <param name="detector">What <see cref="RequireRoom"/> gave.</param>
    /// <param name="request">The picture and the options; disposed when they are not needed any more.</param>
    /// <param name="format">The format to draw the result in; null for not at all.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>What was found, to be disposed.</returns>
    internal async Task<Analysis> RunAsync(
        HttpContext context, Detector detector, AnalyzeRequest request, PictureFormat? format, CancellationToken cancellation)
    {
        if (Caller.IsWarmUp(context.User))
        {
            request = request with { Options = request.Options with { IsWarmUp = true } };
        }

        Task<Analysis> work = WorkAsync(detector, request, format, cancellation);
        Analysis analysis;
        try
        {
            analysis = await work.WaitAsync(cancellation);
        }
        catch
        {
            // Where the work goes on nobody waits for its result.
            _ = work.ContinueWith(
                static ended => ended.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        context.Response.RegisterForDispose(analysis);
        DetectionResult result = analysis.Result;
        RequestAnalyses analyses = new();
        analyses.Add(result, StatusCodes.Status200OK);
        context.Features.Set(analyses);
        context.Response.Headers["Server-Timing"] = ServerTiming.Format(result.Timings, analysis.Picture?.Duration, analysis.Total);
        Log.Analysed(logger, result.Picture.Format, result.Picture.Width, result.Picture.Height, result.Objects.Count, analysis.Total);
        return analysis;
    }

    private async Task<Analysis> WorkAsync(Detector detector, AnalyzeRequest request, PictureFormat? format, CancellationToken cancellation)
    {
        DetectionResult result;
        AnnotatedPicture? picture = null;
        TimeSpan total;
        using (request)
        {
            using Admission.Place place = admission.Enter(detector.Sessions);
            result = await detector.DetectAsync(request.Picture, request.Options, cancellation);
            total = result.Timings.Total;
            if (format is { } wanted)
            {
                long start = Stopwatch.GetTimestamp();
                picture = await annotator.DrawAsync(request.Picture, result.Objects, wanted, cancellation);
                total += Stopwatch.GetElapsedTime(start);
            }

            place.Served(result.Timings.Total - result.Timings.Queue + (picture?.Duration ?? TimeSpan.Zero));
        }

        try
        {
            // The answer is in memory until the caller has taken it, as a request's body is until it has been sent.
            return new Analysis(result, total, picture, picture is null ? null : memory.ReserveAnswer(picture.Bytes.Length));
        }
        catch
        {
            picture?.Dispose();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 110, Level = LogLevel.Debug, Message = "Analysed a {Format} of {Width}x{Height}: {Detections} detections in {Duration}")]
        internal static partial void Analysed(ILogger logger, PictureFormat format, int width, int height, int detections, TimeSpan duration);
    }
}

/// <summary>A picture analysed.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Total">What it took, with the annotation.</param>
/// <param name="Picture">The annotated picture, where one was wanted.</param>
/// <param name="Reservation">Of the memory that the picture takes.</param>
internal sealed record Analysis(DetectionResult Result, TimeSpan Total, AnnotatedPicture? Picture, IDisposable? Reservation) : IDisposable
{
    public void Dispose()
    {
        Picture?.Dispose();
        Reservation?.Dispose();
    }
}
