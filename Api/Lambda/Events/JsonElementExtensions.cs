using System.Text.Json;

namespace Api.Lambda.Events;

/// <summary>Members of objects that may be absent.</summary>
internal static class JsonElementExtensions
{
    /// <summary>A member, or null where it or the object is absent.</summary>
    internal static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>A member that is a text, or null.</summary>
    internal static string? Text(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
