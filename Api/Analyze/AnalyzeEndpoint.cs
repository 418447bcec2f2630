using Api.Annotate;
using Api.Problems;
using Api.Requests;
using Api.Telemetry;
using Detection;
using Detection.Imaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Analyze;

/// <summary>POST /analyze: a picture in, boxes out, as JSON or drawn on the picture.</summary>
internal static class AnalyzeEndpoint
{
    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddAnalyze(this IServiceCollection services) => services.AddSingleton<Analyzer>();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapAnalyze(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/analyze", AnalyzeAsync)
            .WithName("Analyze")
            .WithTags("Analyze")
            .WithMetadata(new RequestTelemetry.Analysis())
            .WithErrors(EndpointError.OfPicture)
            .WithSummary("Finds the objects in a picture.")
            .WithDescription(
                $"Send the picture ({PictureFormat.Names}) as JSON with base64, as a multipart form, or as the body itself. "
                + "The options go in the query, in form fields or in JSON members; those in the body override the query's. "
                + $"With Accept: {PictureFormat.WritableMediaTypes} the answer is the picture, upright and in its size, with boxes and labels drawn on it. "
                + "The Server-Timing header gives the time of each stage.");
        return endpoints;
    }

    private static async Task<Results<JsonAnswer<AnalyzeResponse>, AnnotatedResult>> AnalyzeAsync(
        HttpContext context, Analyzer analyzer, PictureReader reader, BodyMemory memory, CancellationToken cancellation)
    {
        Detector detector = analyzer.ThrowIfFull();
        DrawingRequest? drawing = null;
        if (FormatNegotiation.Wanted(context.Request.Headers.Accept) is { } format)
        {
            drawing = new DrawingRequest(format, memory.ReserveAnswer(context.Request, format));
            context.Response.RegisterForDispose(drawing.Memory);
        }

        Picture picture = await reader.ReadAsync(context.Request);
        Analysis analysis = await analyzer.RunSingleAsync(context, detector, picture, drawing, cancellation);
        return analysis.Picture is { } drawn
            ? new AnnotatedResult(drawn)
            : new JsonAnswer<AnalyzeResponse>(AnalyzeResponse.From(picture.Name, analysis.Result), ApiJson.Default.AnalyzeResponse);
    }
}
