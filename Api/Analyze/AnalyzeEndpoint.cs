using Api.Annotate;
using Api.Problems;
using Api.Telemetry;
using Detection;
using Detection.Imaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Analyze;

/// <summary>POST /analyze: a picture in, boxes out, as JSON or drawn on the picture.</summary>
internal static class AnalyzeEndpoint
{
    private static readonly int[] Errors =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError,
        StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddAnalyze(this IServiceCollection services) => services
        .AddSingleton<AnalyzeRequestReader>().AddSingleton<Analyzer>().AddAnnotation();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapAnalyze(this IEndpointRouteBuilder endpoints)
    {
        RouteHandlerBuilder analyze = endpoints.MapPost("/analyze", AnalyzeAsync)
            .WithName("Analyze")
            .WithTags("Analyze")
            .WithMetadata(new RequestTelemetry.Analysis())
            .WithSummary("Finds the objects in a picture.")
            .WithDescription(
                $"Send the picture ({PictureFormat.Names}) as JSON with base64, as a multipart form, or as the body itself. "
                + "The options go in the query, in form fields or in JSON members; those in the body are stronger than the query's. "
                + $"With Accept: {PictureFormat.WritableMediaTypes} the answer is the picture, upright and in its size, with boxes and labels drawn on it. "
                + "The Server-Timing header says what each stage took.");
        foreach (int status in Errors)
        {
            analyze.Produces<ProblemResponse>(status, ProblemResponse.ContentType);
        }

        return endpoints;
    }

    private static async Task<Results<JsonAnswer<AnalyzeResponse>, AnnotatedResult>> AnalyzeAsync(
        HttpContext context, Analyzer analyzer, AnalyzeRequestReader reader, CancellationToken cancellation)
    {
        Detector detector = analyzer.RequireRoom();
        AnalyzeRequest request = await reader.ReadAsync(context.Request);
        Analysis analysis = await analyzer.RunAsync(context, detector, request, FormatNegotiation.Wanted(context.Request.Headers.Accept), cancellation);
        return analysis.Picture is { } picture
            ? new AnnotatedResult(picture)
            : new JsonAnswer<AnalyzeResponse>(AnalyzeResponse.From(request.ImageName, analysis.Result), ApiJson.Default.AnalyzeResponse);
    }
}
