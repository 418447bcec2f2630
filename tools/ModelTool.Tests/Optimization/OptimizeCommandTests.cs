using System.Text.Json;
using Detection;
using ModelTool.Optimization;
using ModelTool.Tests.Commands;
using TestSupport;

namespace ModelTool.Tests.Optimization;

public sealed class OptimizeCommandTests : IDisposable
{
    private static readonly string Samples = Path.GetDirectoryName(RepositoryFiles.Sample("dog.jpg"))!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.onnx", "extended", "fp32")]
    [InlineData("model.ort", "all", "fp32")]
    [InlineData("model.onnx", "basic", "fp16")]
    public async Task Optimize_EmbeddedModel_FindsTheSameAndKeepsWhatItIs(string name, string level, string weights)
    {
        string output = _folder[name];

        ToolRun run = await ToolRun.OfAsync(
            "optimize", RepositoryFiles.EmbeddedModel, "--images", Samples, "--level", level, "--weights", weights, "--output", output, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(output, run.Json.GetProperty("output").GetString());
        Assert.Equal(3, run.Json.GetProperty("check").GetProperty("pictures").GetInt32());
        Assert.True(run.Json.GetProperty("check").GetProperty("objects").GetInt32() >= 4);
        Assert.Equal(new FileInfo(output).Length, run.Json.GetProperty("bytes_after").GetInt64());
        using Detector before = new(new DetectorOptions { ModelPath = RepositoryFiles.EmbeddedModel }), after = new(new DetectorOptions { ModelPath = output });
        Assert.Equal(
            (before.Model.Name, before.Model.Version, before.Model.Family, before.Model.InputWidth, before.Model.InputHeight, before.Model.Precision, before.Model.RecommendedConfidence, before.Model.RecommendedIou),
            (after.Model.Name, after.Model.Version, after.Model.Family, after.Model.InputWidth, after.Model.InputHeight, after.Model.Precision, after.Model.RecommendedConfidence, after.Model.RecommendedIou));
        Assert.Equal(before.Model.Labels, after.Model.Labels);
    }

    [Fact]
    public async Task Optimize_BytesIn_TheModelTakesBytes()
    {
        using Scenes scenes = new();
        string output = _folder["bytes.onnx"];

        ToolRun run = await ToolRun.OfAsync(
            "optimize", BrightnessModel.Write(_folder["float.onnx"]), "--images", scenes.Images, "--bytes-in", "--output", output, "--json");

        Assert.Equal(0, run.ExitCode);
        // Three convolutions read the input: there is not the one that the scale could go into.
        Assert.False(run.Json.GetProperty("steps").GetProperty("is_normalization_folded").GetBoolean());
        Assert.Contains("nodes of the graph", run.Error, StringComparison.Ordinal);
        using Detector detector = new(new DetectorOptions { ModelPath = output });
        Assert.Equal(Detection.Models.ModelPrecision.UInt8, detector.Model.Precision);
    }

    [Fact]
    public async Task Optimize_HalfWeightsAsOrt_IsRefusedWithASentence()
    {
        ToolRun run = await ToolRun.OfAsync(
            "optimize", RepositoryFiles.EmbeddedModel, "--images", Samples, "--weights", "fp16", "--output", _folder["model.ort"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("do not go together", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["model.ort"]));
    }

    [Fact]
    public async Task Optimize_OutputIsTheModel_IsRefused()
    {
        ToolRun run = await ToolRun.OfAsync(
            "optimize", RepositoryFiles.EmbeddedModel, "--images", Samples, "--output", RepositoryFiles.EmbeddedModel);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not overwritten", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Optimize_ModelThatRoundingChanges_IsNotWritten()
    {
        using Scenes scenes = new();
        string output = _folder["changed.onnx"];

        ToolRun run = await ToolRun.OfAsync(
            "optimize", BrightnessModel.WriteSteep(_folder["steep.onnx"]), "--images", scenes.Images, "--weights", "fp16", "--output", output, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("output").ValueKind);
        Assert.NotEqual(0, run.Json.GetProperty("check").GetProperty("changes").GetArrayLength());
        Assert.Contains("Not written", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task RunAsync_BoxMovedScoreChangedAndOneGone_NamesEach()
    {
        using Scenes scenes = new();
        string before = scenes.Model("before.onnx", (0, 0, 20, 20, 0, 0.9f), (40, 40, 20, 20, 0, 0.8f), (40, 0, 20, 20, 1, 0.7f), (0, 40, 20, 20, 1, 0.6f));
        string after = scenes.Model("after.onnx", (0.25f, 0, 20, 20, 0, 0.9f), (40, 40, 20, 20, 0, 0.81f), (42, 0, 20, 20, 1, 0.7f));
        byte[][] pictures = PictureFolder.Read(new DirectoryInfo(scenes.Images), 10);

        OutputCheck check = await OutputCheck.RunAsync(before, after, pictures, new OutputTolerance(0.5, 0.002, false), default);

        Assert.Equal(4, check.Objects);
        Assert.Equal(0.25, check.LargestBoxChange, 3);

        // The second's score and the third's box differ, seen from both sides; the fourth is gone.
        Assert.Equal(5, check.Changes.Count);
        Assert.Equal(3, check.Changes.Count(change => change.Contains("is gone", StringComparison.Ordinal)));
    }
}
