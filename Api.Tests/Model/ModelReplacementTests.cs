using System.Net;
using System.Text.Json;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Model;

/// <summary>The model's file comes, goes and changes while the service runs.</summary>
public sealed class ModelReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_ModelIsMissing_IsAliveAndRecoversWhenItComes()
    {
        await using ApiFactory api = new WatchingApi(_folder["model.onnx"]);
        await WaitForAsync(api, "/health/ready", HttpStatusCode.ServiceUnavailable, "unavailable");
        using (HttpResponseMessage live = await api.Client.GetAsync(new Uri("/health/live", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }

        using (HttpResponseMessage analyze = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog)))
        {
            string sentence = await ProblemDocument.RequireAsync(analyze, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("missing", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(_folder.Path, sentence, StringComparison.Ordinal);
            Assert.NotNull(analyze.Headers.RetryAfter);
        }

        // What comes first is broken: the service stays up.
        Put([1, 2, 3]);
        await WaitForAsync(api, "/health/ready", HttpStatusCode.ServiceUnavailable, "unavailable", "cannot be used");
        Put(await File.ReadAllBytesAsync(RepositoryFiles.EmbeddedModel));
        await WaitForAsync(api, "/health/ready", HttpStatusCode.OK, "ready");
        Assert.NotEmpty((await api.AnalyzeAsync(SamplePictures.Dog)).Detections);

        // Told once each, however often it was looked at.
        Assert.Equal(2, api.Errors.Entries.Count);
        Assert.All(api.Errors.Entries, entry => Assert.Contains("model.onnx", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_FileReplacedByABrokenOne_IsDegradedAndAnswersOn()
    {
        string path = _folder["model.onnx"];
        File.Copy(RepositoryFiles.EmbeddedModel, path);
        await using ApiFactory api = new WatchingApi(path);
        await api.WaitUntilReadyAsync();
        AnalyzeAnswer expected = await api.AnalyzeAsync(SamplePictures.Dog);

        Put("This is no model."u8.ToArray());
        JsonElement health = await WaitForAsync(api, "/health", HttpStatusCode.OK, "degraded");
        string reason = health.GetProperty("reason").GetString()!;
        Assert.Contains("cannot be used", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, reason, StringComparison.Ordinal);
        Assert.Equal(expected.Detections, (await api.AnalyzeAsync(SamplePictures.Dog)).Detections);

        await File.WriteAllTextAsync(_folder["model.json"], """{ "name": "newer" }""");
        Put(await File.ReadAllBytesAsync(RepositoryFiles.EmbeddedModel));
        health = await WaitForAsync(api, "/health", HttpStatusCode.OK, "ready");
        Assert.Equal("newer", health.GetProperty("model").GetString());
        Assert.False(health.TryGetProperty("reason", out _));
        Assert.Equal(expected.Detections, (await api.AnalyzeAsync(SamplePictures.Dog)).Detections);

        // Told once, however often it was looked at.
        Assert.Single(api.Errors.Entries);
    }

    /// <summary>Puts a file in the model's place at once, as a deployment should.</summary>
    private void Put(byte[] model) => File.Move(_folder.Write("aside", model), _folder["model.onnx"], overwrite: true);

    private static async Task<JsonElement> WaitForAsync(ApiFactory api, string path, HttpStatusCode code, string status, string reason = "")
    {
        string text = string.Empty;
        for (int i = 0; i < 400; i++)
        {
            using HttpResponseMessage response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            text = await response.Content.ReadAsStringAsync();
            JsonElement health = JsonElement.Parse(text);
            if (response.StatusCode == code && health.GetProperty("status").GetString() == status && text.Contains(reason, StringComparison.Ordinal))
            {
                return health;
            }

            await Task.Delay(25);
        }

        Assert.Fail($"{path} never became {status}: {text}");
        return default;
    }

    /// <summary>The service with a model of its own, which it looks at often.</summary>
    private sealed class WatchingApi(string modelPath)
        : ApiFactory([("Detection:ModelPath", modelPath), ("Model:WatchSeconds", "0.05")]);
}
