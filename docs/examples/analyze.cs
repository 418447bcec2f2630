// What is in a picture, with C# and .NET 10: dotnet run analyze.cs -- http://localhost:8080 dog.jpg [api-key]
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

using DetectionClient client = new(new Uri(args[0]), args.ElementAtOrDefault(2));
try
{
    Answer answer = await client.AnalyzeAsync(await File.ReadAllBytesAsync(args[1]), confidence: 0.4);
    foreach (Found found in answer.Detections)
    {
        Box box = found.Box2d;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{found.ClassName} {found.Confidence:F3} {box.XMin},{box.YMin} {box.XMax},{box.YMax}"));
    }

    return 0;
}
catch (DetectionException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

/// <summary>A client of the service: one for all calls.</summary>
internal sealed class DetectionClient : IDisposable
{
    private const int Attempts = 5;

    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="service">Where the service is.</param>
    /// <param name="apiKey">The API key, where the service wants one.</param>
    public DetectionClient(Uri service, string? apiKey = null)
    {
        _http = new HttpClient { BaseAddress = service };
        if (apiKey is not null)
        {
            _http.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
        }
    }

    /// <summary>Asks what is in a picture. While the analysis queue is full, waits as long as the service says.</summary>
    /// <exception cref="DetectionException">The service refused; the message says why.</exception>
    public async Task<Answer> AnalyzeAsync(byte[] picture, double? confidence = null, CancellationToken cancellation = default)
    {
        string query = confidence is { } least ? string.Create(CultureInfo.InvariantCulture, $"?confidence={least}") : string.Empty;
        for (int attempt = 1; ; attempt++)
        {
            using ByteArrayContent content = new(picture);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using HttpResponseMessage response = await _http.PostAsync(new Uri("analyze" + query, UriKind.Relative), content, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync(AnswerJson.Default.Answer, cancellation))!;
            }

            if (attempt == Attempts || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                Refusal? refusal = await response.Content.ReadFromJsonAsync(AnswerJson.Default.Refusal, cancellation);
                throw new DetectionException(refusal?.Error ?? response.ReasonPhrase ?? "The service refused.");
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellation);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>The service refused; the message is its sentence.</summary>
internal sealed class DetectionException(string message) : Exception(message);

/// <summary>What was found in a picture.</summary>
internal sealed record Answer(string ImageName, Size ImageDimensions, IReadOnlyList<Found> Detections, int DetectionCount);

/// <summary>The size of the upright picture in pixels.</summary>
internal sealed record Size(int Width, int Height);

/// <summary>An object found.</summary>
internal sealed record Found(string ClassName, int ClassId, double Confidence, [property: JsonPropertyName("box_2d")] Box Box2d);

/// <summary>Where it is, in pixels.</summary>
internal sealed record Box(int XMin, int YMin, int XMax, int YMax);

/// <summary>Why the service refused.</summary>
internal sealed record Refusal(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class AnswerJson : JsonSerializerContext;
