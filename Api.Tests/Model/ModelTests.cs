using System.Text.Json;
using Api.Tests.Analyze;

namespace Api.Tests.Model;

[Collection(SharedApi.Name)]
public sealed class ModelTests(ApiFactory api)
{
    [Fact]
    public async Task Model_Embedded_IsDescribed()
    {
        JsonElement model = await ReadAsync(api);
        Assert.Equal("nanodet-g-416", model.GetProperty("name").GetString());
        Assert.Equal("1.0.0", model.GetProperty("version").GetString());
        Assert.Equal("yolov8", model.GetProperty("family").GetString());
        JsonElement input = model.GetProperty("input");
        Assert.Equal((416, 416), (input.GetProperty("width").GetInt32(), input.GetProperty("height").GetInt32()));
        Assert.Equal("float32", input.GetProperty("precision").GetString());
        Assert.False(input.GetProperty("dynamic").GetBoolean());
    }

    [Fact]
    public async Task Model_Embedded_HasTheClassesOfCoco()
    {
        JsonElement classes = (await ReadAsync(api)).GetProperty("classes");
        Assert.Equal(80, classes.GetArrayLength());
        Assert.Equal(("person", "dog", "toothbrush"), (classes[0].GetString(), classes[16].GetString(), classes[79].GetString()));
    }

    [Fact]
    public async Task Model_NothingConfigured_ThresholdsAreTheModels()
    {
        JsonElement thresholds = (await ReadAsync(api)).GetProperty("thresholds");
        Assert.Equal(0.35, thresholds.GetProperty("confidence").GetDouble());
        Assert.Equal(0.5, thresholds.GetProperty("iou").GetDouble());
        Assert.Equal(300, thresholds.GetProperty("max_detections").GetInt32());
    }

    [Fact]
    public async Task Model_Loaded_SaysWhatItRunsOn()
    {
        JsonElement runtime = (await ReadAsync(api)).GetProperty("runtime");
        Assert.Matches("^1\\.[0-9]+\\.[0-9]+$", runtime.GetProperty("onnx_runtime").GetString());
        Assert.Matches("^8\\.[0-9]+\\.[0-9]+$", runtime.GetProperty("libvips").GetString());
        Assert.Matches("^[a-z0-9.-]+-[a-z0-9]+$", runtime.GetProperty("platform").GetString());
        Assert.InRange(runtime.GetProperty("sessions").GetInt32(), 1, 256);
        Assert.InRange(runtime.GetProperty("threads_per_session").GetInt32(), 1, 64);
    }

    [Fact]
    public async Task Model_ThresholdsConfigured_BeatTheModels()
    {
        await using ApiFactory configured = await ApiFactory.StartAsync(
            ("Detection:ConfidenceThreshold", "0.63"), ("Detection:IouThreshold", "0.3"), ("Detection:MaxDetections", "7"), ("Detection:Sessions", "1"));
        JsonElement model = await ReadAsync(configured);
        JsonElement thresholds = model.GetProperty("thresholds");
        Assert.Equal(0.63, thresholds.GetProperty("confidence").GetDouble());
        Assert.Equal(0.3, thresholds.GetProperty("iou").GetDouble());
        Assert.Equal(7, thresholds.GetProperty("max_detections").GetInt32());
        Assert.Equal(1, model.GetProperty("runtime").GetProperty("sessions").GetInt32());
        AnalyzeAnswer answer = await configured.AnalyzeAsync(SamplePictures.Dog);
        Assert.Equal("dog", Assert.Single(answer.Detections).ClassName);
    }

    private static async Task<JsonElement> ReadAsync(ApiFactory service) =>
        JsonElement.Parse(await service.Client.GetStringAsync(new Uri("/model", UriKind.Relative)));
}
