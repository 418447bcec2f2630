using System.Text.Json;
using ModelTool.Tests.Commands;
using OnnxGraph;
using TestSupport;

namespace ModelTool.Tests.Quantization;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly Scenes _scenes = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _scenes.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Quantize_SmallModel_WritesAnInt8OneAndSaysWhatItIsWorth()
    {
        string output = _folder["int8.onnx"];

        ToolRun run = await RunAsync(BrightnessModel.Write(_folder["float.onnx"]), "--output", output, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(output, run.Json.GetProperty("output").GetString());
        Assert.Equal(3, run.Json.GetProperty("convolutions").GetInt32());

        // One of the two cats is found, and a box of it is all there is: half of the recall at full precision, COCO's 51 of 101 points.
        Assert.Equal(51.0 / 101, run.Json.GetProperty("float_ap").GetDouble(), 3);
        Assert.Equal(51.0 / 101, run.Json.GetProperty("quantized_ap").GetDouble(), 3);
        Assert.Contains(OnnxFile.Load(output).Graph.Node, node => node.OpType == "QuantizeLinear");
    }

    [Fact]
    public async Task Quantize_MoreLostThanAllowed_IsNotWrittenUnlessForced()
    {
        string model = BrightnessModel.Write(_folder["float.onnx"]), output = _folder["int8.onnx"];

        ToolRun refused = await RunAsync(model, "--output", output, "--max-ap-loss", "-0.5");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Not written: AP fell by", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));

        ToolRun forced = await RunAsync(model, "--output", output, "--max-ap-loss", "-0.5", "--force");
        Assert.Equal(0, forced.ExitCode);
        Assert.True(File.Exists(output));
    }

    [Fact]
    public async Task Quantize_ModelWithoutConvolutions_IsRefusedWithASentence()
    {
        ToolRun run = await RunAsync(_scenes.Model("constant.onnx", (0, 0, 20, 20, 0, 0.9f)));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nothing to quantize", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_QuantizedModel_IsRefusedWithASentence()
    {
        string output = _folder["int8.onnx"];
        Assert.Equal(0, (await RunAsync(BrightnessModel.Write(_folder["float.onnx"]), "--output", output)).ExitCode);

        ToolRun run = await RunAsync(output);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("quantized already", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Few pictures, so only what few can show: a small file that still finds most of what the float model finds.</summary>
    [SharedDataFact]
    public async Task Quantize_YoloV5_IsSmallAndAgreesWithTheFloatModel()
    {
        string output = _folder["yolov5n-int8.onnx"];

        ToolRun run = await ToolRun.OfAsync(
            "quantize", SharedData.Model("yolov5n.onnx"), "--calibrate", SharedData.PathOf("coco", "train2017"), "--pictures", "4",
            "--images", SharedData.PathOf("coco", "val2017"), "--annotations", FewAnnotations(), "--max-difference", "1", "--max-ap-loss", "1", "--output", output, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.InRange(run.Json.GetProperty("size_ratio").GetDouble(), 0.2, 0.35);
        Assert.InRange(run.Json.GetProperty("search").GetProperty("difference_of_all").GetDouble(), 0.01, 0.2);
        Assert.InRange(run.Json.GetProperty("ap_loss").GetDouble(), -0.08, 0.08);
    }

    private static Task<ToolRun> RunToolAsync(string[] arguments) => ToolRun.OfAsync(arguments);

    private Task<ToolRun> RunAsync(string model, params string[] arguments) => RunToolAsync(
        ["quantize", model, "--calibrate", _scenes.Images, "--images", _scenes.Images, "--annotations", _scenes.Annotations, .. arguments]);

    // The first pictures of val2017 with their boxes.
    private string FewAnnotations()
    {
        using JsonDocument all = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("coco", "instances_val2017.json")));
        JsonElement[] images = [.. all.RootElement.GetProperty("images").EnumerateArray().Take(10)];
        HashSet<long> ids = [.. images.Select(image => image.GetProperty("id").GetInt64())];
        JsonElement[] boxes = [.. all.RootElement.GetProperty("annotations").EnumerateArray().Where(box => ids.Contains(box.GetProperty("image_id").GetInt64()))];
        return _folder.Write("few.json", $$"""
            {"images": [{{string.Join(',', images.Select(image => image.GetRawText()))}}],
             "annotations": [{{string.Join(',', boxes.Select(box => box.GetRawText()))}}],
             "categories": {{all.RootElement.GetProperty("categories").GetRawText()}}}
            """);
    }
}
