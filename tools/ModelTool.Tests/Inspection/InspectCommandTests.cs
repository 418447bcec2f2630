using System.Text.Json;
using Detection;
using Detection.Models;
using Google.Protobuf;
using ModelTool.Inspection;
using ModelTool.Tests.Commands;
using OnnxGraph;
using TestSupport;

namespace ModelTool.Tests.Inspection;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Parameters and operations as their authors publish them: Ultralytics' tables (FLOPs are two a MAC), and YOLOX's.</summary>
    [SharedDataTheory]
    [InlineData("yolov5n.onnx", "yolov5", 12, 1.9e6, 4.5e9)]
    [InlineData("yolov5n-dynamic.onnx", "yolov5", 12, 1.9e6, 4.5e9)]
    [InlineData("yolov8n-fp32-from-int8.onnx", "yolov8", 20, 3.2e6, 8.7e9)]
    [InlineData("yolov8n-int8-static-qdq.onnx", "yolov8", 11, 3.2e6, 8.7e9)]
    [InlineData("yolo26n-fp32-from-int8.onnx", "yolov10", 20, 2.4e6, 5.4e9)]
    [InlineData("yolox_nano-416.onnx", "yolox", 11, 0.91e6, 1.08e9)]
    public async Task Inspect_PublishedModel_HasItsPublishedFigures(string name, string family, int opset, double parameters, double operations)
    {
        ToolRun run = await ToolRun.OfAsync("inspect", SharedData.Model(name), "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement report = run.Json;
        Assert.Equal(family, report.GetProperty("family").GetString());
        Assert.True(report.GetProperty("usable").GetBoolean());
        Assert.Equal(80, report.GetProperty("classes").GetArrayLength());
        Assert.Equal(opset, report.GetProperty("graph").GetProperty("opset").GetInt32());
        Assert.InRange(report.GetProperty("graph").GetProperty("parameters").GetInt64(), 0.97 * parameters, 1.03 * parameters);
        Assert.InRange(report.GetProperty("macs").GetInt64() * 2, 0.95 * operations, 1.05 * operations);
    }

    [SharedDataFact]
    public async Task Inspect_BrokenQuantization_FailsAndSaysWhatIsWrong()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", SharedData.Model("yolov8n-int8-static-broken.onnx"), "--json");

        Assert.Equal(1, run.ExitCode);
        string fault = run.Json.GetProperty("faults")[0].GetString()!;
        Assert.Contains("quantised as one tensor", fault, StringComparison.Ordinal);
        Assert.Contains("2.499", fault, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Inspect_QuantizationThatDoesNotFuse_IsNamedAsSlow()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", SharedData.Model("yolov8n-int8-static-qdq.onnx"), "--json");

        Assert.Equal("int8", run.Json.GetProperty("graph").GetProperty("arithmetic").GetString());
        Assert.Contains(
            run.Json.GetProperty("slow_operators").EnumerateArray(),
            slow => slow.GetProperty("operator").GetString()!.Contains("QuantizeLinear", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_EmbeddedModel_ComputesInInt8()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", RepositoryFiles.EmbeddedModel, "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement graph = run.Json.GetProperty("graph");
        Assert.Equal("int8", graph.GetProperty("arithmetic").GetString());
        Assert.Equal("int8", graph.GetProperty("constants")[0].GetProperty("type").GetString());
        Assert.Equal(0, run.Json.GetProperty("slow_operators").GetArrayLength());
        Assert.Equal(new FileInfo(RepositoryFiles.EmbeddedModel).Length / (250.0 * 1024 * 1024), run.Json.GetProperty("lambda").GetProperty("share").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Inspect_OneDecodedRowACell_NamesTheFamiliesAndWritesNothing()
    {
        string model = _folder.Write("custom.onnx", DecodedRows());

        ToolRun run = await ToolRun.OfAsync("inspect", model, "--json", "--write-sidecar");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'family'", run.Json.GetProperty("refusal").GetString(), StringComparison.Ordinal);
        Assert.Equal(["yolov6", "yolox-decoded"], run.Json.GetProperty("sidecars").EnumerateArray().Select(sidecar => sidecar.GetProperty("family").GetString()));
        Assert.Contains("--family (yolov6, yolox-decoded)", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["custom.json"]));
    }

    [Fact]
    public async Task Inspect_AmbiguousForPeople_PrintsTheSidecarsToChooseFrom()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", _folder.Write("custom.onnx", DecodedRows()));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("custom.json, if it is yolov6:", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"family\": \"yolox-decoded\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_FamilyNamed_WritesTheSidecarThatTheServiceTakes()
    {
        string model = _folder.Write("custom.onnx", DecodedRows());
        string labels = _folder.Write("names.txt", "bottle\ncan\n");

        ToolRun run = await ToolRun.OfAsync("inspect", model, "--family", "yolov6", "--labels", labels, "--write-sidecar");

        Assert.Equal(0, run.ExitCode);
        using Detector detector = new(new DetectorOptions { ModelPath = model, Sessions = 1 });
        Assert.Equal(ModelFamily.YoloV6, detector.Model.Family);
        Assert.Equal(["bottle", "can"], detector.Model.Labels);
    }

    [Fact]
    public async Task Inspect_LabelsNamedOnly_ShowsTheModelWithThemAndWritesNothing()
    {
        string model = _folder.Write("custom.onnx", OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 7, 84], Varied(7 * 84)).Build());

        ToolRun run = await ToolRun.OfAsync("inspect", model, "--labels", _folder.Write("names.txt", "a\nb\nc\n"), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["a", "b", "c"], run.Json.GetProperty("classes").EnumerateArray().Select(label => label.GetString()));
        Assert.False(File.Exists(_folder["custom.json"]));
    }

    [Fact]
    public async Task Inspect_UnnamedClasses_WritesNumbersInTheirPlaces()
    {
        string model = _folder.Write("custom.onnx", OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 7, 84], Varied(7 * 84)).Build());

        ToolRun refused = await ToolRun.OfAsync("inspect", model);
        ToolRun run = await ToolRun.OfAsync("inspect", model, "--write-sidecar");

        Assert.Equal((1, 0), (refused.ExitCode, run.ExitCode));
        Assert.Contains("'labels'", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["class 0", "class 1", "class 2"], ModelSidecar.ReadFor(model).Labels);
        Assert.Null(ModelSidecar.ReadFor(model).Family);
    }

    [Fact]
    public async Task Inspect_AnotherTask_SaysWhichAndOffersNoSidecar()
    {
        string model = _folder.Write("seg.onnx", OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 84, 84], Varied(84 * 84)).WithMetadata("task", "segment").Build());

        ToolRun run = await ToolRun.OfAsync("inspect", model, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("segment", run.Json.GetProperty("task").GetString());
        Assert.Contains("'segment'", run.Json.GetProperty("refusal").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, run.Json.GetProperty("sidecars").GetArrayLength());
    }

    [Fact]
    public async Task Inspect_NoDetectorAtAll_StillHasTheGraphsFigures()
    {
        // 3 x 3 over 3 channels to 8, 32 x 32 places: 8 * 27 weights and 8 biases, 8 * 32 * 32 * 27 multiplications.
        ToolRun run = await ToolRun.OfAsync("inspect", _folder.Write("classifier.onnx", Convolution(ElementType.Float32)), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.False(run.Json.GetProperty("usable").GetBoolean());
        Assert.Equal((8 * 27) + 8, run.Json.GetProperty("graph").GetProperty("parameters").GetInt64());
        Assert.Equal(8 * 32 * 32 * 27, run.Json.GetProperty("macs").GetInt64());
        Assert.Equal("1x8x32x32", run.Json.GetProperty("outputs")[0].GetProperty("shape").GetString());
    }

    [Fact]
    public async Task Inspect_Float16Convolution_IsNamedAsSlow()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", _folder.Write("half.onnx", Convolution(ElementType.Float16)), "--json");

        Assert.Equal("float16", run.Json.GetProperty("graph").GetProperty("arithmetic").GetString());
        JsonElement slow = Assert.Single(run.Json.GetProperty("slow_operators").EnumerateArray());
        Assert.Equal("Conv", slow.GetProperty("operator").GetString());
        Assert.Contains("float16", slow.GetProperty("rule").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_ScoresQuantizedWithTheBoxes_Fails()
    {
        using Scenes scenes = new();

        ToolRun run = await ToolRun.OfAsync("inspect", scenes.QuantizedTogether());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("quantised as one tensor", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_NotAModel_FailsWithASentence()
    {
        ToolRun run = await ToolRun.OfAsync("inspect", _folder.Write("text.onnx", "This is no model."));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot load text.onnx", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200L * 1024 * 1024, false)]
    [InlineData((200L * 1024 * 1024) + 1, true)]
    public void LambdaFit_Length_WarnsAbove200Megabytes(long bytes, bool warns) =>
        Assert.Equal(warns, LambdaFit.Warning(bytes) is not null);

    private static float[] Varied(int length) => [.. Enumerable.Range(0, length).Select(index => (index % 997) / 1000f)];

    /// <summary>Two classes, one row a cell of 64 x 64, boxes in input pixels around their cells.</summary>
    private static byte[] DecodedRows()
    {
        List<float> rows = [];
        foreach (int stride in (int[])[8, 16, 32])
        {
            for (int cell = 0; cell < 64 / stride * (64 / stride); cell++)
            {
                rows.AddRange([((cell % (64 / stride)) + 0.5f) * stride, ((cell / (64 / stride)) + 0.5f) * stride, 20.53f + cell, 30.25f, 0.9f, 0.1f, 0.05f]);
            }
        }

        return OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 84, 7], [.. rows]).Build();
    }

    private static byte[] Convolution(int type)
    {
        ModelProto model = new() { IrVersion = 8, Graph = new GraphProto { Name = "graph" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = 13 });
        model.Graph.Input.Add(Value("image", type, 1, 3, 32, 32));
        model.Graph.Output.Add(Value("features", type, 1, 8, 32, 32));
        model.Graph.Initializer.Add(type == ElementType.Float16 ? TensorData.Of("w", [8, 3, 3, 3], new Half[216]) : TensorData.Of("w", [8, 3, 3, 3], new float[216]));
        model.Graph.Initializer.Add(type == ElementType.Float16 ? TensorData.Of("b", [8], new Half[8]) : TensorData.Of("b", [8], new float[8]));
        model.Graph.Node.Add(Nodes.Create("Conv", ["image", "w", "b"], "features", Nodes.Attribute("pads", [1, 1, 1, 1])));
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int type, params long[] shape)
    {
        TensorShapeProto sizes = new();
        sizes.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = sizes } } };
    }
}
