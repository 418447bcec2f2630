using System.Text.Json;
using Api.Analyze;
using Api.Problems;
using Api.Telemetry;
using Detection;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;

namespace Api.Batch;

/// <summary>POST /analyze/batch: several pictures in, a result for each out, as one JSON document or a line of JSON each.</summary>
internal static class BatchEndpoint
{
    /// <summary>The media type of a line of JSON each (https://github.com/ndjson/ndjson-spec).</summary>
    internal const string Lines = "application/x-ndjson";

    /// <summary>Registers what the endpoint needs.</summary>
    internal static IServiceCollection AddBatch(this IServiceCollection services) => services.AddSingleton<BatchReader>().AddSingleton<BatchAnalyzer>();

    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapBatch(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/analyze/batch", AnalyzeAsync)
            .WithName("AnalyzeBatch")
            .WithTags("Analyze")
            .WithMetadata(new RequestTelemetry.Analysis())
            .WithSummary("Finds the objects in several pictures.")
            .WithDescription(
                "Send the pictures as the files of a multipart form, or as a JSON array of what /analyze takes. The options of the query hold for all pictures, and so do "
                + "form fields; members in JSON hold for their picture. The results come in the order of the pictures; a picture that fails has its error in its place and "
                + "fails no other. With Accept: application/x-ndjson each result comes as a line of JSON as soon as it is there. The time that a request may take applies to "
                + "each picture.")
            .Produces<BatchResponse>()
            .WithErrors(EndpointError.OfBatch);
        return endpoints;
    }

    private static async Task AnalyzeAsync(HttpContext context, Analyzer analyzer, BatchReader reader, BatchAnalyzer batches, CancellationToken cancellation)
    {
        Detector detector = analyzer.ThrowIfFull();
        using BatchRequest batch = await reader.ReadAsync(context.Request);

        // From here on each picture has a time-out of its own.
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
            // Set with the first line: a failure before it is answered as a problem.
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
