using ModelTool.Quantization;
using ModelTool.Tests.Graphs;
using OnnxGraph;
using TestSupport;

namespace ModelTool.Tests.Quantization;

public sealed class QuantizedGraphTests
{
    private static readonly long[] Picture = [1, 3, 16, 16];
    private static readonly QuantizationOptions Options = new(CalibrationMethod.MinMax, 100, ReduceRange: true, CorrectBias: true);

    [Fact]
    public void Write_SiluNetwork_IsNearTheFloatOneAndRunsInIntegers()
    {
        using TemporaryFolder folder = new();
        ModelProto model = Network(Nodes.Create("Sigmoid", ["a"], "gate"), Nodes.Create("Mul", ["a", "gate"], "activated"));
        float[] input = SmallGraph.Values(3 * 16 * 16);
        float[] expected = SmallGraph.Run(model, Picture, input);

        ModelProto quantized = QuantizedGraph.Write(model, new HashSet<string>(), Calibrate(model, input), Options);

        AssertNear(expected, SmallGraph.Run(quantized, Picture, input), 0.04f);
        List<string> operators = SmallGraph.OperatorsAsRun(quantized, folder["run.onnx"]);
        Assert.DoesNotContain("Conv", operators);
        Assert.Equal(2, operators.Count(type => type == "QLinearConv"));
        Assert.Contains("QLinearSigmoid", operators);
        Assert.Contains("QLinearMul", operators);
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    public void Write_ReluNetwork_IsNearTheFloatOneAndRunsInIntegers(string activation)
    {
        using TemporaryFolder folder = new();
        ModelProto model = Network(Nodes.Create(activation, ["a"], "activated"));
        float[] input = SmallGraph.Values(3 * 16 * 16);
        float[] expected = SmallGraph.Run(model, Picture, input);

        ModelProto quantized = QuantizedGraph.Write(model, new HashSet<string>(), Calibrate(model, input), Options);

        AssertNear(expected, SmallGraph.Run(quantized, Picture, input), 0.04f);
        Assert.DoesNotContain("Conv", SmallGraph.OperatorsAsRun(quantized, folder["run.onnx"]));
    }

    [Fact]
    public void Write_UnitExcluded_StaysFloat()
    {
        ModelProto model = Network(Nodes.Create("Relu", ["a"], "activated"));
        Calibration calibration = Calibrate(model, SmallGraph.Values(3 * 16 * 16));

        ModelProto quantized = QuantizedGraph.Write(model, new HashSet<string> { "b" }, calibration, Options);

        GraphEditor graph = new(quantized);
        Assert.Equal(ElementType.Float32, graph.Constant("second")!.DataType);
        Assert.Null(graph.Constant("first"));
        Assert.Contains(quantized.Graph.Initializer, constant => constant.DataType == ElementType.Int8 && constant.Name.StartsWith("first", StringComparison.Ordinal));
    }

    [Fact]
    public void BehindPools_ConvolutionBehindAPool_IsBoundToTheOneBefore()
    {
        GraphEditor graph = new(SmallGraph.Of(
            Picture,
            [TensorData.Of("w", [3, 3, 1, 1], SmallGraph.Values(9))],
            Nodes.Create("Conv", ["x", "w"], "a"),
            Nodes.Create("Relu", ["a"], "b"),
            Nodes.Create("MaxPool", ["b"], "c", Nodes.Attribute("kernel_shape", [2, 2])),
            Nodes.Create("MaxPool", ["c"], "d", Nodes.Attribute("kernel_shape", [2, 2])),
            Nodes.Create("Conv", ["d", "w"], "e"),
            Nodes.Create("Conv", ["e", "w"], "f"),
            Nodes.Create("Neg", ["f"], "y")));

        ILookup<string, string> behind = QuantizationUnit.BehindPools(graph, QuantizationUnit.Find(graph));

        Assert.Equal(["e"], behind["a"]);
        Assert.Empty(behind["e"]);
    }

    [Fact]
    public void Write_NothingExcluded_LeavesTheModelItWasGivenAlone()
    {
        ModelProto model = Network(Nodes.Create("Relu", ["a"], "activated"));
        ModelProto before = model.Clone();

        QuantizedGraph.Write(model, new HashSet<string>(), Calibrate(model, SmallGraph.Values(3 * 16 * 16)), Options);

        Assert.Equal(before, model);
    }

    /// <summary>The stem of YOLOv5 (6 x 6, padding 2), of YOLOv8 (3 x 3, padding 1) and one without padding.</summary>
    [Theory]
    [InlineData(6, 2, 2)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(2, 0, 0)]
    public void SpaceToDepth_ConvolutionOfStride2_ComputesTheSame(int kernel, int padBegin, int padEnd)
    {
        ModelProto model = SmallGraph.Of(
            Picture,
            [
                TensorData.Of("w", [4, 3, kernel, kernel], SmallGraph.Values(4 * 3 * kernel * kernel)),
                TensorData.Of("scale", [], [1f / 64]),
                TensorData.Of("zero", [], [(byte)128]),
            ],
            Nodes.Create("QuantizeLinear", ["x", "scale", "zero"], "bytes"),
            Nodes.Create("DequantizeLinear", ["bytes", "scale", "zero"], "values"),
            Nodes.Create("Conv", ["values", "w"], "y", Nodes.Attribute("strides", [2, 2]), Nodes.Attribute("pads", [padBegin, padBegin, padEnd, padEnd])));
        float[] input = SmallGraph.Values(3 * 16 * 16);
        float[] expected = SmallGraph.Run(model, Picture, input);
        long side = (long)Math.Sqrt(expected.Length / 4);
        GraphEditor graph = new(model);
        NodeProto convolution = graph.ProducerOf("y")!;

        Assert.True(SpaceToDepth.Fits(graph, convolution, Picture, [1, 4, side, side]));
        SpaceToDepth.Apply(graph, convolution, Picture, [1, 4, side, side]);
        graph.Sort();

        Assert.Equal([1, 1], convolution.Integers("strides")!);
        AssertNear(expected, SmallGraph.Run(graph.Model, Picture, input), 1e-4f);
    }

    // Two convolutions with an activation between, and a sum behind: y must not come from an integer operator, as it does not in a detector.
    private static ModelProto Network(params NodeProto[] activation) => SmallGraph.Of(
        Picture,
        [
            TensorData.Of("first", [8, 3, 3, 3], SmallGraph.Values(8 * 3 * 9)),
            TensorData.Of("offsets", [8], SmallGraph.Values(8)),
            TensorData.Of("second", [4, 8, 1, 1], SmallGraph.Values(4 * 8)),
        ],
        [
            Nodes.Create("Conv", ["x", "first", "offsets"], "a", Nodes.Attribute("strides", [2, 2]), Nodes.Attribute("pads", [1, 1, 1, 1])),
            .. activation,
            Nodes.Create("Conv", ["activated", "second"], "b"),
            Nodes.Create("ReduceMean", ["b"], "y", Nodes.Attribute("axes", [2, 3])),
        ]);

    private static Calibration Calibrate(ModelProto model, float[] input)
    {
        (IReadOnlyCollection<string> tensors, IReadOnlySet<string> averaged) = QuantizedGraph.TensorsOf(new GraphEditor(model.Clone()));
        using Calibrator calibrator = new(model, tensors, averaged);
        calibrator.Add(input, Picture);
        return calibrator.Result();
    }

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }
}
