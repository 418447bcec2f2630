using System.Text.Json;
using Api.Analyze;
using Api.Problems;
using Api.Telemetry;
using Detection;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;

namespace Api.Batch;

/// <summary>POST /analyze/batch: several pictures in, what became of each out, as one JSON document or a line of JSON each.</summary>
internal static class BatchEndpoint
{
    /// <summary>The media type of a line of JSON each (https://github.com/ndjson/ndjson-spec).</summary>
    internal const string Lines = "application/x-ndjson";

    private static readonly int[] Errors =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable,
        StatusCodes.Status504GatewayTimeout,
    ];

    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddBatch(this IServiceCollection services) => services.AddSingleton<BatchReader>().AddSingleton<BatchAnalyzer>();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapBatch(this IEndpointRouteBuilder endpoints)
    {
        RouteHandlerBuilder batch = endpoints.MapPost("/analyze/batch", AnalyzeAsync)
            .WithName("AnalyzeBatch")
            .WithTags("Analyze")
            .WithMetadata(new RequestTelemetry.Analysis())
            .WithSummary("Finds the objects in several pictures.")
            .WithDescription(
                "Send the pictures as the files of a multipart form, or as a JSON array of what /analyze takes. The options of the query hold for all pictures, and so do "
                + "form fields; members in JSON hold for theirs. The results come in the order of the pictures; what is wrong with one picture is told in its place and "
                + "fails none of the others. With Accept: application/x-ndjson each comes as a line of JSON as soon as it is there. The time a request may take holds for "
                + "each picture.")
            .Produces<BatchResponse>();
        foreach (int status in Errors)
        {
            batch.Produces<ProblemResponse>(status, ProblemResponse.ContentType);
        }

        return endpoints;
    }

    private static async Task AnalyzeAsync(HttpContext context, Analyzer analyzer, BatchReader reader, BatchAnalyzer batches, CancellationToken cancellation)
    {
        Detector detector = analyzer.RequireRoom();
        using BatchRequest batch = await reader.ReadAsync(context.Request);

        // From here on each picture has its own.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        RequestAnalyses analyses = new();
        context.Features.Set(analyses);
        IAsyncEnumerable<BatchItem> items = batches.RunAsync(detector, batch, analyses, cancellation);
        if (WantsLines(context.Request))
        {
            await WriteLinesAsync(context.Response, items, cancellation);
            return;
        }

        List<BatchItem> results = [];
        await foreach (BatchItem item in items)
        {
            results.Add(item);
        }

        BatchResponse response = new(results, results.Count, results.Count(item => item.Error is not null));
        await context.Response.WriteAsJsonAsync(response, ApiJson.Default.BatchResponse, cancellationToken: cancellation);
    }

    private static bool WantsLines(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted)
        && accepted.Any(type => type.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase) && type.Quality != 0);

    private static async Task WriteLinesAsync(HttpResponse response, IAsyncEnumerable<BatchItem> items, CancellationToken cancellation)
    {
        await using IAsyncEnumerator<BatchItem> each = items.GetAsyncEnumerator(cancellation);
        while (await each.MoveNextAsync())
        {
            // Set with the first: what fails before it is answered as a problem.
            response.ContentType ??= Lines;
            await using (Utf8JsonWriter json = new(response.BodyWriter))
            {
                JsonSerializer.Serialize(json, each.Current, ApiJson.Default.BatchItem);
            }

            response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
            response.BodyWriter.Advance(1);
            await response.BodyWriter.FlushAsync(cancellation);
        }
    }
}
