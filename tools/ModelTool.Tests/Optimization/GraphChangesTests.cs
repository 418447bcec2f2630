using Detection.Imaging;
using ModelTool.Optimization;
using ModelTool.Tests.Graphs;
using OnnxGraph;

namespace ModelTool.Tests.Optimization;

public sealed class GraphChangesTests
{
    private static readonly long[] Pixel = [1, 3, 1, 1];

    /// <summary>51 / 255 * 10 + 102 / 255 * 20 + 255 / 255 * 30 = 2 + 8 + 30.</summary>
    [Fact]
    public void ByteInput_OneConvolution_TakesTheScaleIntoItsWeights()
    {
        GraphEditor graph = new(SmallGraph.Of(Pixel, [TensorData.Of("w", [1, 3, 1, 1], [10f, 20f, 30f])], Nodes.Create("Conv", ["x", "w"], "y")));

        Assert.True(ByteInput.Apply(graph, PixelNormalization.UnitRgb));

        Assert.Equal(["Cast", "Conv"], graph.Graph.Node.Select(node => node.OpType));
        Assert.Equal(40, SmallGraph.Run<byte>(graph.Model, Pixel, 51, 102, 255)[0], 4);
    }

    /// <summary>Mean 0.5 and deviation 0.25 of the first plane: (51 / 255 - 0.5) / 0.25 * 10 = -12; the others as before, the bias 1 stays.</summary>
    [Fact]
    public void ByteInput_MeanAndDeviation_GoIntoWeightsAndBias()
    {
        PixelNormalization normalization = PixelNormalization.UnitRgb with { Mean = [0.5f, 0, 0], Std = [0.25f, 1, 1] };
        GraphEditor graph = new(SmallGraph.Of(
            Pixel, [TensorData.Of("w", [1, 3, 1, 1], [10f, 20f, 30f]), TensorData.Of("b", [1], [1f])], Nodes.Create("Conv", ["x", "w", "b"], "y")));

        Assert.True(ByteInput.Apply(graph, normalization));

        Assert.Equal(-12 + 8 + 30 + 1, SmallGraph.Run<byte>(graph.Model, Pixel, 51, 102, 255)[0], 4);
    }

    /// <summary>The border of a padded convolution is 0 after the normalisation, which no byte is: it must stay outside.</summary>
    [Fact]
    public void ByteInput_MeanAndPadding_IsComputedByNodes()
    {
        PixelNormalization normalization = PixelNormalization.UnitRgb with { Mean = [0.2f, 0.2f, 0.2f] };
        GraphEditor graph = new(SmallGraph.Of(
            Pixel, [TensorData.Of("w", [1, 3, 3, 3], Enumerable.Repeat(1f, 27).ToArray())], Nodes.Create("Conv", ["x", "w"], "y", Nodes.Attribute("pads", [1, 1, 1, 1]))));

        Assert.False(ByteInput.Apply(graph, normalization));

        Assert.Equal(0 + 0.2 + 0.8, SmallGraph.Run<byte>(graph.Model, Pixel, 51, 102, 255)[0], 4);
    }

    [Fact]
    public void ByteInput_ModelOfBytesAlready_IsRefused()
    {
        GraphEditor graph = new(SmallGraph.Of(Pixel, [], Nodes.Create("Neg", ["x"], "y")));
        ByteInput.Apply(graph, PixelNormalization.UnitRgb);

        Assert.Throws<InvalidDataException>(() => ByteInput.Apply(graph, PixelNormalization.UnitRgb));
    }

    [Fact]
    public void HalfPrecisionWeights_LargeConstant_IsStoredInHalfTheBytes()
    {
        float[] values = SmallGraph.Values(3 * 100);
        GraphEditor graph = new(SmallGraph.Of(Pixel, [TensorData.Of("w", [100, 3, 1, 1], values)], Nodes.Create("Conv", ["x", "w"], "y")));

        Assert.Equal(1, HalfPrecisionWeights.Apply(graph));

        TensorProto stored = Assert.Single(graph.Graph.Initializer);
        Assert.Equal(ElementType.Float16, stored.DataType);
        Assert.Equal(600, stored.RawData.Length);
        Assert.Equal(values[0] + (2 * values[1]) + (3 * values[2]), SmallGraph.Run<float>(graph.Model, Pixel, 1, 2, 3)[0], 2);
    }

    [Fact]
    public void HalfPrecisionWeights_ValueThatDoesNotFit_StaysFloat32()
    {
        float[] values = SmallGraph.Values(300);
        values[17] = 70_000;
        GraphEditor graph = new(SmallGraph.Of(Pixel, [TensorData.Of("w", [100, 3, 1, 1], values)], Nodes.Create("Conv", ["x", "w"], "y")));

        Assert.Equal(0, HalfPrecisionWeights.Apply(graph));
        Assert.Equal(ElementType.Float32, Assert.Single(graph.Graph.Initializer).DataType);
    }
}
