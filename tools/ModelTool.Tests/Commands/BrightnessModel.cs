using ModelTool.Tests.Graphs;
using OnnxGraph;

namespace ModelTool.Tests.Commands;

/// <summary>
/// A detector with a convolution that is worked out by hand: in every cell of an input of 64 x 64 it finds a cat at (0, 0, 20, 20) with the mean
/// brightness there, 0 to 1, as its score, and a dog that nobody sees.
/// </summary>
internal static class BrightnessModel
{
    private const int Side = 64;

    /// <summary>Writes it.</summary>
    public static string Write(string path) => Write(path, steepness: 1, offset: 0);

    /// <summary>Writes one whose score is a tiny difference, blown up: rounding its weights changes it.</summary>
    public static string WriteSteep(string path) => Write(path, steepness: 20_000, offset: -20_000 * (114f / 255) + 0.5f);

    private static string Write(string path, float steepness, float offset)
    {
        List<TensorProto> constants = [TensorData.Of("shape", [3], [1L, 6, -1])];
        List<NodeProto> nodes = [];
        int[] strides = [8, 16, 32];
        foreach (int stride in strides)
        {
            float[] weights = new float[6 * 3 * stride * stride];
            weights.AsSpan(4 * 3 * stride * stride, 3 * stride * stride).Fill(steepness / (3 * stride * stride));
            constants.Add(TensorData.Of($"w{stride}", [6, 3, stride, stride], weights));
            constants.Add(TensorData.Of($"b{stride}", [6], [10f, 10f, 20f, 20f, offset, 0f]));
            nodes.Add(Nodes.Create("Conv", ["x", $"w{stride}", $"b{stride}"], $"c{stride}", Nodes.Attribute("strides", [stride, stride])));
            nodes.Add(Nodes.Create("Reshape", [$"c{stride}", "shape"], $"r{stride}"));
        }

        nodes.Add(Nodes.Create("Concat", strides.Select(stride => $"r{stride}"), "y", Nodes.Attribute("axis", 2)));
        ModelProto model = SmallGraph.Of([1, 3, Side, Side], [.. constants], [.. nodes]);
        model.Graph.Output[0].Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = ElementType.Float32,
                Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 }, new TensorShapeProto.Types.Dimension { DimValue = 6 }, new TensorShapeProto.Types.Dimension { DimValue = 84 } } },
            },
        };
        model.MetadataProps.Add(new StringStringEntryProto { Key = "names", Value = "{0: 'cat', 1: 'dog'}" });
        OnnxFile.Save(model, path);
        return path;
    }
}
