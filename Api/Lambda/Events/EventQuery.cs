using System.Text;
using System.Text.Json;

namespace Api.Lambda.Events;

/// <summary>Query strings that events hold as objects, whose values are texts or lists of texts.</summary>
internal static class EventQuery
{
    /// <summary>Puts a query string together.</summary>
    /// <param name="source">Names and values.</param>
    /// <param name="isEncoded">Whether they are percent-encoded already: then they go in as they are.</param>
    /// <returns>The query string with its question mark; empty where there is none.</returns>
    internal static string Join(JsonElement? source, bool isEncoded)
    {
        if (source is not { ValueKind: JsonValueKind.Object } element)
        {
            return string.Empty;
        }

        StringBuilder query = new();
        foreach (JsonProperty parameter in element.EnumerateObject())
        {
            string name = isEncoded ? parameter.Name : Uri.EscapeDataString(parameter.Name);
            if (parameter.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement value in parameter.Value.EnumerateArray())
                {
                    Append(query, name, value, isEncoded);
                }
            }
            else
            {
                Append(query, name, parameter.Value, isEncoded);
            }
        }

        return query.ToString();
    }

    private static void Append(StringBuilder query, string name, JsonElement value, bool isEncoded)
    {
        string text = value.ValueKind == JsonValueKind.Null ? string.Empty : value.ToString();
        query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(isEncoded ? text : Uri.EscapeDataString(text));
    }
}
