namespace Api.Lambda.Events;

/// <summary>The answer to a warm-up.</summary>
/// <param name="Warmup">Always true.</param>
/// <param name="ColdStart">Whether the sandbox was made for this warm-up.</param>
/// <param name="HeldMs">Milliseconds the sandbox was kept busy.</param>
internal sealed record WarmUpAnswer(
    [property: System.Text.Json.Serialization.JsonPropertyName("warmup")] bool Warmup,
    [property: System.Text.Json.Serialization.JsonPropertyName("cold_start")] bool ColdStart,
    [property: System.Text.Json.Serialization.JsonPropertyName("held_ms")] int HeldMs);
