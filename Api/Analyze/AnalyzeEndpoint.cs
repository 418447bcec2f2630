using Api.Access;
using Api.Limits;
using Api.Model;
using Api.Problems;
using Api.Telemetry;
using Detection;

namespace Api.Analyze;

/// <summary>POST /analyze: a picture in, boxes out.</summary>
internal static partial class AnalyzeEndpoint
{
    private static readonly int[] Errors =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError,
        StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddAnalyze(this IServiceCollection services) => services.AddSingleton<AnalyzeRequestReader>();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapAnalyze(this IEndpointRouteBuilder endpoints)
    {
        RouteHandlerBuilder analyze = endpoints.MapPost("/analyze", AnalyzeAsync)
            .WithName("Analyze")
            .WithTags("Analyze")
            .WithMetadata(new RequestTelemetry.Analysis())
            .WithSummary("Finds the objects in a picture.")
            .WithDescription(
                "Send the picture (JPEG, PNG, WebP, GIF, AVIF or TIFF) as JSON with base64, as a multipart form, or as the body itself. "
                + "The options go in the query, in form fields or in JSON members; those in the body are stronger than the query's. "
                + "The Server-Timing header says what each stage took.");
        foreach (int status in Errors)
        {
            analyze.Produces<ProblemResponse>(status, ProblemResponse.ContentType);
        }

        return endpoints;
    }

    private static async Task<AnalyzeResult> AnalyzeAsync(
        HttpContext context, ModelHost model, Admission admission, AnalyzeRequestReader reader, ILogger<AnalyzeRequest> logger,
        CancellationToken cancellation)
    {
        Detector detector = model.RequireDetector();
        admission.RequireRoom(detector.Sessions);
        AnalyzeRequest request = await reader.ReadAsync(context.Request);
        if (Caller.IsWarmUp(context.User))
        {
            request = request with { Options = request.Options with { IsWarmUp = true } };
        }

        // What a decoder does in one go cannot be broken off. The request then ends in time all the same; the work ends behind it and keeps what it
        // needs until then: its memory, its session and its place in the queue.
        DetectionResult result = await DetectAsync(detector, admission, request, cancellation).WaitAsync(cancellation);
        context.Features.Set(result);
        Log.Analysed(logger, result.Picture.Format, result.Picture.Width, result.Picture.Height, result.Objects.Count, result.Timings.Total);
        context.Response.Headers["Server-Timing"] = ServerTiming.Format(result.Timings);
        return new AnalyzeResult(AnalyzeResponse.From(request.ImageName, result));
    }

    private static async Task<DetectionResult> DetectAsync(
        Detector detector, Admission admission, AnalyzeRequest request, CancellationToken cancellation)
    {
        using AnalyzeRequest owned = request;
        using Admission.Place place = admission.Enter(detector.Sessions);
        DetectionResult result = await detector.DetectAsync(request.Picture, request.Options, cancellation);
        place.Served(result.Timings.Total - result.Timings.Queue);
        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 110, Level = LogLevel.Debug, Message = "Analysed a {Format} of {Width}x{Height}: {Detections} detections in {Duration}")]
        internal static partial void Analysed(
            ILogger logger, Detection.Imaging.PictureFormat format, int width, int height, int detections, TimeSpan duration);
    }
}
