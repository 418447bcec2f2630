namespace OnnxGraph;

/// <summary>
/// Raises a model to opset 13, the first in which QuantizeLinear and DequantizeLinear know an axis. Of the operators of opsets 11 and 12 only those
/// treated here changed what they mean (https://onnx.ai/onnx/operators/): sizes and axes moved from attributes to inputs, and Softmax no longer flattens.
/// </summary>
public static class OpsetUpgrade
{
    /// <summary>The opset a model is raised to.</summary>
    public const long Target = 13;

    private const long Oldest = 11;

    /// <summary>Raises a model; one of opset 13 or newer stays as it is.</summary>
    /// <exception cref="InvalidDataException">It is older than opset 11, or uses an operator whose meaning cannot be kept.</exception>
    public static void Apply(GraphEditor graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Opset >= Target)
        {
            return;
        }

        if (graph.Opset < Oldest)
        {
            throw new InvalidDataException($"The model is of opset {graph.Opset}; {Oldest} or newer is needed. Export it again with a newer opset.");
        }

        foreach (NodeProto node in graph.Graph.Node.ToArray())
        {
            switch (node.OpType)
            {
                case "Split":
                    MoveToInput(graph, node, "split");
                    break;
                case "Squeeze" or "Unsqueeze" or "ReduceSum":
                    MoveToInput(graph, node, "axes");
                    break;
                case "Softmax" or "LogSoftmax" or "Hardmax" when node.Integer("axis", 1) != -1:
                    throw new InvalidDataException(
                        $"The {node.OpType} {node.Name} of opset {graph.Opset} works on more than the last axis, which opset {Target} cannot say. Export the model with opset {Target}.");
            }
        }

        graph.Opset = Target;
    }

    private static void MoveToInput(GraphEditor graph, NodeProto node, string name)
    {
        if (node.Find(name) is not { } attribute)
        {
            return;
        }

        long[] values = [.. attribute.Ints];
        node.Attribute.Remove(attribute);
        graph.AddInput(node, graph.Add(TensorData.Of(graph.NewName($"{node.Name}_{name}"), [values.Length], values)));
    }
}
