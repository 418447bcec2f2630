using Api.Access;
using Api.Analyze;
using Api.Problems;
using Api.Requests;
using Api.Telemetry;
using Detection;

namespace Api.DeepStack;

/// <summary>
/// POST /v1/vision/detection, as DeepStack and CodeProject.AI Server have it, for cameras' software that speaks nothing else. A picture takes the same path
/// as with POST /analyze; only the form of request and answer differs.
/// </summary>
internal static class DeepStackEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapDeepStack(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/vision/detection", DetectAsync)
            .WithName("VisionDetection")
            .WithTags("DeepStack")
            .WithMetadata(new RequestTelemetry.Analysis(), new DeepStackErrorFormat())
            .WithErrors<DeepStackError>("application/json", [EndpointError.Unauthorized, .. EndpointError.OfPicture])
            .WithSummary("Finds the objects in a picture, in the form of DeepStack and CodeProject.AI Server.")
            .WithDescription(
                "For clients made for those servers. Where the service needs an API key, the form field api_key is one, and so are the headers. The other "
                + "options of /analyze are taken too, in the query or in form fields.")

            // The key is in the body, and judged when that is read.
            .AllowAnonymous();
        return endpoints;
    }

    private static async Task<JsonAnswer<DeepStackResponse>> DetectAsync(
        HttpContext context, Analyzer analyzer, PictureReader reader, CancellationToken cancellation)
    {
        RequireKey(context, isRead: !context.Request.HasFormContentType);
        Detector detector = analyzer.ThrowIfFull();
        OptionsReader options = new(context.Request);
        DeepStackFields fields = new(context, options);
        Picture picture = await reader.ReadFormAsync(context.Request, options, fields);
        try
        {
            RequireKey(context, isRead: true);
        }
        catch
        {
            picture.Body.Dispose();
            throw;
        }

        Analysis analysis = await analyzer.RunSingleAsync(context, detector, picture, drawing: null, cancellation);
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
