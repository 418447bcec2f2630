using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>
/// Which nodes of a graph are computed in int8: the units that were not excluded, and between them whatever ONNX Runtime has an int8 form of and
/// whose inputs are int8 already. Nodes are named by their first output.
/// </summary>
/// <param name="Units">The quantized units.</param>
/// <param name="Nodes">All quantized nodes by their first output, in the order of the graph.</param>
internal sealed record QuantizationPlan(IReadOnlyList<QuantizationUnit> Units, IReadOnlyDictionary<string, NodeProto> Nodes)
{
    /// <summary>Decides.</summary>
    /// <param name="graph">The float graph, in topological order.</param>
    /// <param name="units">Its units, of which the excluded ones are left out.</param>
    /// <param name="excluded">Names of the units that stay in float.</param>
    internal static QuantizationPlan Create(GraphEditor graph, IEnumerable<QuantizationUnit> units, IReadOnlySet<string> excluded)
    {
        QuantizationUnit[] quantized = [.. units.Where(unit => !excluded.Contains(unit.Name))];
        HashSet<string> own = [.. quantized.SelectMany(unit => unit.Activation.Prepend(unit.Convolution)).Select(node => node.Output[0])];
        Dictionary<string, NodeProto> nodes = [];
        foreach (NodeProto node in graph.Graph.Node)
        {
            bool joins = own.Contains(node.Output[0])
                || (Joins(node) && DataInputs(node).All(input => graph.ProducerOf(input) is { } producer && nodes.ContainsKey(producer.Output[0])));
            if (joins && !node.Output.Any(graph.IsOutput))
            {
                nodes.Add(node.Output[0], node);
            }
        }

        return new QuantizationPlan(quantized, nodes);
    }

    /// <summary>Whether a node hands values on as they are, so that its outputs are quantized as its input is.</summary>
    internal static bool HandsOn(NodeProto node) => node.Is("MaxPool") || IsNearestResize(node) || node.Is("Split") || node.Is("Slice");

    /// <summary>The inputs of a quantized node that are activations, not weights, sizes or the like.</summary>
    internal static IEnumerable<string> DataInputs(NodeProto node) => node.OpType is "Concat" or "Add" or "Mul" ? node.Input : node.Input.Take(1);

    private static bool Joins(NodeProto node) => HandsOn(node) || node.Is("Concat") || node.Is("Add") || node.Is("Mul") || node.Is("GlobalAveragePool");

    private static bool IsNearestResize(NodeProto node) => node.Is("Resize") && (node.Text("mode") ?? "nearest") == "nearest";
}
