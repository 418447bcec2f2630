using System.Text.Json;
using System.Text.Json.Serialization;
using Api.Analyze;
using Api.Batch;
using Api.DeepStack;
using Api.Health;
using Api.Model;
using Api.OpenInference;
using Api.Problems;

namespace Api;

/// <summary>All JSON that is sent, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnalyzeResponse))]
[JsonSerializable(typeof(BatchItem))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(DeepStackError))]
[JsonSerializable(typeof(DeepStackResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ModelReadiness))]
[JsonSerializable(typeof(ProblemResponse))]
[JsonSerializable(typeof(ServerLiveness))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ServerReadiness))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Registration of JSON.</summary>
internal static class ApiJsonExtensions
{
    /// <summary>Sends and receives JSON in snake_case, without reflection.</summary>
    internal static IServiceCollection AddJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(static json =>
    {
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    });
}
