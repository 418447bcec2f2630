using Api.Access;
using Api.Analyze;
using Api.Telemetry;
using Detection;

namespace Api.DeepStack;

/// <summary>
/// POST /v1/vision/detection, as DeepStack and CodeProject.AI Server have it, for cameras' software that speaks nothing else. It goes the same way as
/// POST /analyze; only the form of request and answer differs.
/// </summary>
internal static class DeepStackEndpoint
{
    private static readonly int[] Errors =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests,
        StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout,
    ];

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapDeepStack(this IEndpointRouteBuilder endpoints)
    {
        RouteHandlerBuilder detection = endpoints.MapPost("/v1/vision/detection", DetectAsync)
            .WithName("VisionDetection")
            .WithTags("DeepStack")
            .WithMetadata(new RequestTelemetry.Analysis(), new DeepStackErrorForm())
            .WithSummary("Finds the objects in a picture, in the form of DeepStack and CodeProject.AI Server.")
            .WithDescription(
                "For clients made for those servers. Where the service needs an API key, the form field api_key is one, and so are the headers. The other "
                + "options of /analyze are taken too, in the query or in form fields.")

            // The key is in the body, and judged when that is read.
            .AllowAnonymous();
        foreach (int status in Errors)
        {
            detection.Produces<DeepStackError>(status, "application/json");
        }

        return endpoints;
    }

    private static async Task<JsonAnswer<DeepStackResponse>> DetectAsync(
        HttpContext context, Analyzer analyzer, AnalyzeRequestReader reader, CancellationToken cancellation)
    {
        RequireKey(context, isRead: !context.Request.HasFormContentType);
        Detector detector = analyzer.RequireRoom();
        AnalyzeOptions options = new();
        DeepStackFields fields = new(context, options);
        AnalyzeRequest request = await reader.ReadFormAsync(context.Request, options, fields);
        try
        {
            RequireKey(context, isRead: true);
        }
        catch
        {
            request.Dispose();
            throw;
        }

        Analysis analysis = await analyzer.RunAsync(context, detector, request, format: null, cancellation);
        return new JsonAnswer<DeepStackResponse>(DeepStackResponse.From(analysis.Result), ApiJson.Default.DeepStackResponse);
    }

    private static void RequireKey(HttpContext context, bool isRead)
    {
        if (isRead && !context.IsTrusted())
        {
            throw DeepStackFields.Unauthorized(context, "An API key is needed: send it as the form field api_key, as X-Api-Key or as Authorization: Bearer.");
        }
    }
}
