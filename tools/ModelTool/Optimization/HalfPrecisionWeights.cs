using OnnxGraph;

namespace ModelTool.Optimization;

/// <summary>
/// Stores float32 constants as float16, with a Cast to float32 behind each: half the size, the same computation. ONNX Runtime folds the casts when it
/// loads the model, so that they cost nothing at run time.
/// </summary>
internal static class HalfPrecisionWeights
{
    // Smaller ones save nothing: the Cast takes as many bytes.
    private const int FewestElements = 256;

    /// <summary>Converts what can be.</summary>
    /// <param name="graph">The graph; it is changed and sorted.</param>
    /// <returns>How many constants were converted.</returns>
    internal static int Apply(GraphEditor graph)
    {
        HashSet<string> ends = [.. graph.Graph.Input.Concat(graph.Graph.Output).Select(end => end.Name)];
        TensorProto[] constants = [.. graph.Graph.Initializer.Where(constant =>
            constant.DataType == ElementType.Float32 && constant.ElementCount() >= FewestElements && !ends.Contains(constant.Name)
            && graph.ConsumersOf(constant.Name) is { Count: > 0 } consumers && consumers.All(TakesComputed) && Fits(constant.ToSingles()))];
        foreach (TensorProto constant in constants)
        {
            string half = graph.Add(TensorData.Of(
                graph.NewName($"{constant.Name}_float16"), [.. constant.Dims], Array.ConvertAll(constant.ToSingles(), value => (Half)value)));
            NodeProto[] consumers = [.. graph.ConsumersOf(constant.Name)];
            string cast = graph.Add(Nodes.Create("Cast", [half], graph.NewName($"{constant.Name}_float32"), Nodes.Attribute("to", ElementType.Float32)));
            foreach (NodeProto consumer in consumers)
            {
                graph.ReplaceInput(consumer, constant.Name, cast);
            }
        }

        graph.Sort();
        return constants.Length;
    }

    // Scales must be constants to be fused; graphs within nodes read by name what stands here.
    private static bool TakesComputed(NodeProto node) =>
        node.OpType is not ("QuantizeLinear" or "DequantizeLinear") && !node.Attribute.Any(attribute => attribute.G is not null);

    private static bool Fits(float[] values) => Array.TrueForAll(values, value => Math.Abs(value) <= (float)Half.MaxValue);
}
