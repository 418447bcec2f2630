using System.Text.Json.Serialization;
using Api.Lambda.Events;
using Api.Lambda.Runtime;

namespace Api.Lambda;

/// <summary>What is sent to the Runtime API besides HTTP answers, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuntimeError))]
[JsonSerializable(typeof(WarmUpAnswer))]
internal sealed partial class LambdaJson : JsonSerializerContext;
