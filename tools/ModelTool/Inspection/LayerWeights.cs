using OnnxGraph;

namespace ModelTool.Inspection;

/// <summary>The constants of a graph, and which of them are weights and biases of layers.</summary>
internal sealed class LayerWeights
{
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, NodeProto> _producers = [];

    /// <summary>Finds them.</summary>
    internal LayerWeights(GraphProto graph)
    {
        _constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (NodeProto node in graph.Node)
        {
            if (node.Is("Constant") && node.Find("value") is { T: { } value })
            {
                _constants[node.Output[0]] = value;
            }

            foreach (string output in node.Output.Where(output => output.Length > 0))
            {
                _producers[output] = node;
            }
        }

        HashSet<string> all = [];
        HashSet<string> direct = [];
        foreach (string input in graph.Node.SelectMany(Inputs))
        {
            if (_constants.ContainsKey(input))
            {
                direct.Add(input);
            }

            if (Resolve(input) is { } constant)
            {
                all.Add(constant);
            }
        }

        All = [.. all.Select(name => _constants[name])];
        Direct = [.. direct.Select(name => _constants[name])];
    }

    /// <summary>All constants, those of Constant nodes too.</summary>
    internal IReadOnlyCollection<TensorProto> Constants => _constants.Values;

    /// <summary>Weights and biases, also those that are dequantised or converted on their way to the layer.</summary>
    internal IReadOnlyList<TensorProto> All { get; }

    /// <summary>Those that layers read as they are stored.</summary>
    internal IReadOnlyList<TensorProto> Direct { get; }

    /// <summary>The inputs of a node that can be weights or biases; none for an operator that has none.</summary>
    private static IEnumerable<string> Inputs(NodeProto node) => (node.OpType switch
    {
        "MatMul" => node.Input,
        "Conv" or "ConvTranspose" or "Gemm" or "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization"
            or "PRelu" or "FusedConv" or "DeformConv" => node.Input.Skip(1),
        "ConvInteger" or "MatMulInteger" => node.Input.Skip(1).Take(1),
        "QLinearConv" => node.Input.Where((_, index) => index is 3 or 8),
        "QLinearMatMul" => node.Input.Skip(3).Take(1),
        _ => [],
    }).Where(input => input.Length > 0);

    private string? Resolve(string tensor)
    {
        string name = tensor;
        while (!_constants.ContainsKey(name))
        {
            if (!_producers.TryGetValue(name, out NodeProto? node)
                || node.OpType is not ("DequantizeLinear" or "Cast" or "Identity" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze"))
            {
                return null;
            }

            name = node.Input[0];
        }

        return name;
    }
}
