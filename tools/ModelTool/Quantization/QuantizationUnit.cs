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

    /// <summary>
    /// For each unit the names of those that read its result through nothing but MaxPool. If it is float they must be: ONNX Runtime would quantize before
    /// the pool, and pool bytes with the channels first, which takes it many times as long as floats.
    /// </summary>
    internal static ILookup<string, string> BehindPools(GraphEditor graph, IReadOnlyList<QuantizationUnit> units)
    {
        Dictionary<string, string> byResult = units.ToDictionary(unit => (unit.Activation.LastOrDefault() ?? unit.Convolution).Output[0], unit => unit.Name);
        return units
            .Select(unit => (Source: PooledSource(graph, unit.Convolution.Input[0]), unit.Name))
            .Where(pair => pair.Source is not null && byResult.ContainsKey(pair.Source))
            .ToLookup(pair => byResult[pair.Source!], pair => pair.Name);
    }

    // What a tensor is pooled from; null where it is not.
    private static string? PooledSource(GraphEditor graph, string tensor)
    {
        string? source = null;
        while (graph.ProducerOf(source ?? tensor) is { } producer && producer.Is("MaxPool"))
        {
            source = producer.Input[0];
        }

        return source;
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
