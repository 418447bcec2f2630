using System.Text;
using System.Text.Json;
using Api.Tests.Lambda;

namespace Api.Tests.Access;

/// <summary>An answer, whichever host gave it.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers, several values joined by commas.</param>
/// <param name="Text">Its body.</param>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    internal string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;

    internal static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsStringAsync());

    internal static Answer Read(ScriptedOutcome outcome)
    {
        Assert.False(outcome.IsError, outcome.Text);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (outcome.Json.TryGetProperty("multiValueHeaders", out JsonElement lists))
        {
            foreach (JsonProperty header in lists.EnumerateObject())
            {
                headers[header.Name] = string.Join(',', header.Value.EnumerateArray().Select(value => value.GetString()));
            }
        }
        else
        {
            foreach (JsonProperty header in outcome.Json.GetProperty("headers").EnumerateObject())
            {
                headers[header.Name] = header.Value.GetString()!;
            }
        }

        return new Answer(outcome.StatusCode, headers, Encoding.UTF8.GetString(outcome.Content));
    }
}
