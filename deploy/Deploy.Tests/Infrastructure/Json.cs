using System.Text.Json;

namespace Deploy.Tests.Infrastructure;

/// <summary>JSON texts as the objects that the CDK's assertions take, so that an expectation reads like the template.</summary>
internal static class Json
{
    /// <summary>Reads a JSON object.</summary>
    internal static Dictionary<string, object> Object(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return (Dictionary<string, object>)Value(document.RootElement);
    }

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(member => member.Name, member => Value(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => element.GetString()!,
    };
}
