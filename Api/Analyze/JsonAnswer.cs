using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Detection.Telemetry;
using Microsoft.AspNetCore.Http.Metadata;

namespace Api.Analyze;

/// <summary>The answer to an analysis as JSON. Its serialization is a stage like the others and measured as one; sending it is not.</summary>
/// <typeparam name="TResponse">What is sent.</typeparam>
internal sealed class JsonAnswer<TResponse>(TResponse response, JsonTypeInfo<TResponse> type) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TResponse), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        long start = Stopwatch.GetTimestamp();
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using (Utf8JsonWriter json = new(httpContext.Response.BodyWriter))
        {
            JsonSerializer.Serialize(json, response, type);
        }

        DetectionTelemetry.RecordEncoding(Stopwatch.GetElapsedTime(start));
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
