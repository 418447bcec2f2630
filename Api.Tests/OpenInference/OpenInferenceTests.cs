using System.Net;
using System.Text.Json;
using Api.Tests.Health;
using Api.Tests.Problems;

namespace Api.Tests.OpenInference;

/// <summary>The Open Inference Protocol as platforms probe it.</summary>
[Collection(SharedApi.Name)]
public sealed class OpenInferenceTests(ApiFactory api)
{
    [Theory]
    [InlineData("/v2/health/live", "live")]
    [InlineData("/v2/health/ready", "ready")]
    [InlineData("/v2/health/ready", "live")]
    [InlineData("/v2/models/nanodet-g-416/ready", "ready")]
    [InlineData("/v2/models/nanodet-g-416/versions/1.0.0/ready", "ready")]
    public async Task Probe_Ready_IsTrue(string path, string member) => Assert.True((await GetAsync(path)).GetProperty(member).GetBoolean());

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/")]
    public async Task Server_Metadata_HasNameVersionAndExtensions(string path)
    {
        JsonElement server = await GetAsync(path);
        Assert.NotEmpty(server.GetProperty("name").GetString()!);
        Assert.Matches("^[0-9]+[.][0-9]+", server.GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.Array, server.GetProperty("extensions").ValueKind);
    }

    // As another program shows the file's graph.
    [Theory]
    [InlineData("/v2/models/nanodet-g-416")]
    [InlineData("/v2/models/nanodet-g-416/versions/1.0.0")]
    public async Task Model_Metadata_HasTheTensorsOfTheFile(string path)
    {
        JsonElement model = await GetAsync(path);
        Assert.Equal("nanodet-g-416", model.GetProperty("name").GetString());
        Assert.Equal("onnxruntime_onnx", model.GetProperty("platform").GetString());
        Assert.Equal(["1.0.0"], model.GetProperty("versions").EnumerateArray().Select(version => version.GetString()));
        Assert.Equal(("images", "FP32", "1,3,416,416"), TensorOf(model.GetProperty("inputs")));
        Assert.Equal(("output0", "FP32", "1,84,3549"), TensorOf(model.GetProperty("outputs")));
    }

    [Theory]
    [InlineData("/v2/models/other")]
    [InlineData("/v2/models/other/ready")]
    [InlineData("/v2/models/nanodet-g-416/versions/7")]
    public async Task Model_Unknown_IsAProblemWithError(string path)
    {
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Contains("nanodet-g-416", await ProblemDocument.RequireAsync(response, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_WhileTheModelLoads_IsLiveAndNotReady()
    {
        await using StartingApiFactory starting = new();
        HttpClient client = starting.Client;
        using HttpResponseMessage live = await client.GetAsync(new Uri("/v2/health/live", UriKind.Relative));
        using HttpResponseMessage ready = await client.GetAsync(new Uri("/v2/health/ready", UriKind.Relative));
        using HttpResponseMessage model = await client.GetAsync(new Uri("/v2/models/nanodet-g-416/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.False(JsonElement.Parse(await ready.Content.ReadAsStringAsync()).GetProperty("ready").GetBoolean());
        await ProblemDocument.RequireAsync(model, HttpStatusCode.ServiceUnavailable);
    }

    private static (string? Name, string? Datatype, string Shape) TensorOf(JsonElement tensors)
    {
        JsonElement tensor = Assert.Single(tensors.EnumerateArray());
        return (
            tensor.GetProperty("name").GetString(),
            tensor.GetProperty("datatype").GetString(),
            string.Join(',', tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())));
    }

    private async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await api.Client.GetStringAsync(new Uri(path, UriKind.Relative)));
}
