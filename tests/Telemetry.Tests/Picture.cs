using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Telemetry.Tests;

/// <summary>The picture that all tests have analysed, a JPEG of 768x576 with a dog.</summary>
internal static class Picture
{
    /// <summary>Posts it to /analyze.</summary>
    /// <param name="client">A client of the service.</param>
    /// <param name="headers">Headers of the request.</param>
    internal static async Task<HttpResponseMessage> AnalyzeAsync(this HttpClient client, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze")
        {
            Content = new ByteArrayContent(await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>The classes of the objects in an answer, one for each object.</summary>
    internal static async Task<string[]> ClassesAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. answer.RootElement.GetProperty("detections").EnumerateArray().Select(found => found.GetProperty("class_name").GetString()!)];
    }
}
