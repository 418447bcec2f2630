using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Api.Lambda.Events;

/// <summary>Headers in events and answers.</summary>
internal static class EventHeaders
{
    // Headers that concern a connection, which the answer does not have.
    private static readonly HashSet<string> ConnectionHeaders =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads headers whose values are texts or lists of texts; null stands for none. Commas are left alone: a date has one too.
    /// </summary>
    internal static void Read(JsonElement? source, IHeaderDictionary headers)
    {
        if (source is not { ValueKind: JsonValueKind.Object } element)
        {
            return;
        }

        foreach (JsonProperty header in element.EnumerateObject())
        {
            StringValues values = ReadValues(header.Value);
            if (header.Name.Length > 0 && values.Count > 0)
            {
                // Cookies are one header over HTTP/1.1, and the parser wants it so.
                headers[header.Name] = header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? string.Join("; ", values.ToArray()) : values;
            }
        }
    }

    /// <summary>Whether a member is an object with at least one member of its own.</summary>
    internal static bool HasAny(JsonElement? source) => source is { ValueKind: JsonValueKind.Object } element && element.EnumerateObject().Any();

    /// <summary>Writes headers as lists.</summary>
    internal static void WriteLists(Utf8JsonWriter json, IHeaderDictionary headers)
    {
        json.WriteStartObject("multiValueHeaders"u8);
        foreach ((string name, StringValues values) in Sent(headers))
        {
            json.WriteStartArray(name);
            foreach (string? value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes headers as texts, those of several values joined by commas; <c>Set-Cookie</c>, whose values cannot be joined, is left out.</summary>
    internal static void WriteJoined(Utf8JsonWriter json, IHeaderDictionary headers)
    {
        foreach ((string name, StringValues values) in Sent(headers))
        {
            if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                json.WriteString(name, string.Join(',', values.ToArray()));
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, StringValues>> Sent(IHeaderDictionary headers) =>
        headers.Where(static header => header.Value.Count > 0 && !ConnectionHeaders.Contains(header.Key));

    private static StringValues ReadValues(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => new StringValues([.. element.EnumerateArray().Select(ReadValue).Where(static value => value is not null)]),
        _ => ReadValue(element) is { } value ? new StringValues(value) : StringValues.Empty,
    };

    private static string? ReadValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };
}
