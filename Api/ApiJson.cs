using System.Text.Json.Serialization;
using Api.Analyze;
using Api.Health;
using Api.Model;
using Api.Problems;

namespace Api;

/// <summary>All JSON that is sent, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnalyzeResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(ProblemResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
