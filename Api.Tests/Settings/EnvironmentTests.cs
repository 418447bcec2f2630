using System.Text.Json;
using TestSupport;

namespace Api.Tests.Settings;

[Collection(ServiceProcesses.Name)]
public sealed class EnvironmentTests
{
    [Fact]
    public async Task PlainNames_Set_Hold()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.Copy(RepositoryFiles.EmbeddedModel, Path.Combine(folder, "renamed.onnx"));
            JsonElement model = await ReadModelAsync(
                ("MODEL_PATH", Path.Combine(folder, "renamed.onnx")), ("CONFIDENCE_THRESHOLD", "0.25"), ("IOU_THRESHOLD", "0.75"));
            Assert.Equal("renamed", model.GetProperty("name").GetString());
            Assert.Equal(0.25, model.GetProperty("thresholds").GetProperty("confidence").GetDouble());
            Assert.Equal(0.75, model.GetProperty("thresholds").GetProperty("iou").GetDouble());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task PlainName_BesideDetectionName_IsWeaker()
    {
        JsonElement model = await ReadModelAsync(
            ("CONFIDENCE_THRESHOLD", "0.25"), ("Detection__ConfidenceThreshold", "0.75"), ("IOU_THRESHOLD", ""), ("MODEL_PATH", ""));
        Assert.Equal(0.75, model.GetProperty("thresholds").GetProperty("confidence").GetDouble());
        Assert.Equal(0.5, model.GetProperty("thresholds").GetProperty("iou").GetDouble());
    }

    [Fact]
    public async Task ListByIndex_InEnvironment_ReplacesTheFiles()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Cors__Origins__0", "https://pictures.example"));
        using HttpClient client = await service.ConnectAsync();
        client.DefaultRequestHeaders.Add("Origin", "https://pictures.example");
        using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal("https://pictures.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private static async Task<JsonElement> ReadModelAsync(params (string Name, string Value)[] environment)
    {
        await using ServiceProcess service = ServiceProcess.Start(environment);
        using HttpClient client = await service.ConnectAsync();
        return JsonElement.Parse(await client.GetStringAsync(new Uri("/model", UriKind.Relative)));
    }
}
