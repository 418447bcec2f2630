using System.Text;
using System.Text.Json;

namespace Lambda.Tests;

/// <summary>What a function answered: for a request an API proxy response, for another event anything.</summary>
/// <param name="Json">The answer.</param>
/// <param name="Error">What kind of error it is, or null.</param>
internal sealed record ProxyAnswer(JsonElement Json, string? Error)
{
    internal int StatusCode => Json.GetProperty("statusCode").GetInt32();

    internal bool IsBase64Encoded => Json.TryGetProperty("isBase64Encoded", out JsonElement encoded) && encoded.GetBoolean();

    internal byte[] Body => IsBase64Encoded ? Json.GetProperty("body").GetBytesFromBase64() : Encoding.UTF8.GetBytes(Json.GetProperty("body").GetString()!);

    internal string Text => Encoding.UTF8.GetString(Body);

    internal string? ContentType => Headers().FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Sends a request as the event of a kind.</summary>
    internal static async Task<ProxyAnswer> OfRequestAsync(
        HttpClient lambda, string kind, HttpMethod method, string path, HttpContent? content = null, string? accept = null)
    {
        using HttpRequestMessage request = new(method, new Uri(kind + path, UriKind.Relative)) { Content = content };
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await SendAsync(lambda, request);
    }

    /// <summary>Sends an event.</summary>
    internal static async Task<ProxyAnswer> OfEventAsync(HttpClient lambda, object anEvent)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("invoke", UriKind.Relative)) { Content = new StringContent(JsonSerializer.Serialize(anEvent)) };
        return await SendAsync(lambda, request);
    }

    private static async Task<ProxyAnswer> SendAsync(HttpClient lambda, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await lambda.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        using JsonDocument json = JsonDocument.Parse(answer);
        string? error = response.Headers.TryGetValues("X-Amz-Function-Error", out IEnumerable<string>? errors) ? errors.First() : null;
        return new ProxyAnswer(json.RootElement.Clone(), error);
    }

    private IEnumerable<(string Name, string? Value)> Headers() =>
        Json.TryGetProperty("multiValueHeaders", out JsonElement lists)
            ? lists.EnumerateObject().Select(header => (header.Name, header.Value[0].GetString()))
            : Json.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()));
}
