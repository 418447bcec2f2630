using Api.Model;
using Api.Problems;
using Detection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Analyze;

/// <summary>POST /analyze: a picture in, boxes out.</summary>
internal static class AnalyzeEndpoint
{
    private static readonly int[] Errors =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable,
    ];

    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddAnalyze(this IServiceCollection services) => services.AddSingleton<AnalyzeRequestReader>();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapAnalyze(this IEndpointRouteBuilder endpoints)
    {
        RouteHandlerBuilder analyze = endpoints.MapPost("/analyze", AnalyzeAsync)
            .WithName("Analyze")
            .WithTags("Analyze")
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

    private static async Task<Ok<AnalyzeResponse>> AnalyzeAsync(
        HttpContext context, ModelHost model, AnalyzeRequestReader reader, CancellationToken cancellation)
    {
        Detector detector = model.RequireDetector();
        using AnalyzeRequest request = await reader.ReadAsync(context.Request);
        DetectionResult result = await detector.DetectAsync(request.Picture, request.Options, cancellation);
        context.Response.Headers["Server-Timing"] = ServerTiming.Format(result.Timings);
        return TypedResults.Ok(AnalyzeResponse.From(request.ImageName, result));
    }
}
