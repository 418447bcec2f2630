using System.Net;
using System.Text.Json;
using Api.Tests.Analyze;
using Api.Tests.Problems;

namespace Api.Tests.Health;

[Collection(SharedApi.Name)]
public sealed class HealthTests(ApiFactory api)
{
    [Theory]
    [InlineData("/health", "ready")]
    [InlineData("/health/ready", "ready")]
    [InlineData("/health/live", "live")]
    public async Task Health_ModelLoaded_Is200(string path, string status) =>
        await RequireAsync(api, path, HttpStatusCode.OK, status, "nanodet-g-416");

    [Fact]
    public async Task Health_ModelStillLoading_IsAliveButNotReadyUntilItIsLoaded()
    {
        await using StartingApiFactory starting = new();
        await RequireAsync(starting, "/health/live", HttpStatusCode.OK, "live", model: null);
        await RequireAsync(starting, "/health/ready", HttpStatusCode.ServiceUnavailable, "starting", model: null);
        await RequireAsync(starting, "/health", HttpStatusCode.ServiceUnavailable, "starting", model: null);

        using (HttpResponseMessage analyze = await starting.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog)))
        {
            await ProblemDocument.RequireAsync(analyze, HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(analyze.Headers.RetryAfter);
        }

        using (HttpResponseMessage model = await starting.Client.GetAsync(new Uri("/model", UriKind.Relative)))
        {
            await ProblemDocument.RequireAsync(model, HttpStatusCode.ServiceUnavailable);
        }

        starting.LetModelLoad();
        await starting.WaitUntilReadyAsync();
        await RequireAsync(starting, "/health/ready", HttpStatusCode.OK, "ready", "nanodet-g-416");
        Assert.NotEmpty((await starting.AnalyzeAsync(SamplePictures.Dog)).Detections);
        Assert.Empty(starting.Errors.Entries);
    }

    private static async Task RequireAsync(ApiFactory service, string path, HttpStatusCode code, string status, string? model)
    {
        using HttpResponseMessage response = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(code, response.StatusCode);
        JsonElement health = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, health.GetProperty("status").GetString());
        Assert.Equal(model, health.TryGetProperty("model", out JsonElement name) ? name.GetString() : null);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", health.GetProperty("version").GetString());
    }
}
