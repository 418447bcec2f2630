using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>A convolution and the activation behind it: what is quantized or kept in float together.</summary>
/// <param name="Convolution">The convolution.</param>
/// <param name="Activation">The nodes of its activation, in order: Sigmoid and Mul (SiLU), LeakyRelu, Relu, or none.</param>
internal sealed record QuantizationUnit(NodeProto Convolution, NodeProto[] Activation)
{
    /// <summary>What names the unit: the tensor its convolution makes.</summary>
    internal string Name => Convolution.Output[0];

    /// <summary>Finds the units of a graph, in its order: all convolutions in two dimensions with constant float weights.</summary>
    internal static List<QuantizationUnit> Find(GraphEditor graph)
    {
        List<QuantizationUnit> units = [];
        foreach (NodeProto node in graph.Graph.Node)
        {
            if (node.Is("Conv") && graph.Constant(node.Input[1]) is { DataType: ElementType.Float32, Dims.Count: 4 } && !graph.IsOutput(node.Output[0])
                && (node.Input.Count < 3 || graph.Constant(node.Input[2]) is not null))
            {
                units.Add(new QuantizationUnit(node, ActivationOf(graph, node.Output[0])));
            }
        }

        return units;
    }

    private static NodeProto[] ActivationOf(GraphEditor graph, string tensor) => graph.ConsumersOf(tensor) switch
    {
        [var only] when (only.Is("Relu") || only.Is("LeakyRelu")) && !graph.IsOutput(only.Output[0]) => [only],
        [var first, var second] when IsSilu(first, second) => [first, second],
        [var first, var second] when IsSilu(second, first) => [second, first],
        _ => [],
    };

    private static bool IsSilu(NodeProto sigmoid, NodeProto product) =>
        sigmoid.Is("Sigmoid") && product.Is("Mul") && product.Input.Contains(sigmoid.Output[0]);
}
