using System.Collections.Immutable;
using OnnxGraph;

namespace ModelTool.Inspection;

/// <summary>What a graph is made of.</summary>
/// <param name="Opset">Version of ONNX's own operators.</param>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Producer">Who wrote the file, with a version where it stands there; empty where it says nothing.</param>
/// <param name="Parameters">Weights and biases of its layers (convolutions, matrix products, normalisations).</param>
/// <param name="Arithmetic">What layers compute in: float32, float16 or int8.</param>
/// <param name="Constants">What the constants hold, most bytes first.</param>
/// <param name="Operators">How often each operator stands in the graph, most often first.</param>
internal sealed record GraphFacts(
    long Opset, long IrVersion, string Producer, long Parameters, string Arithmetic, ImmutableArray<ConstantFacts> Constants, ImmutableArray<OperatorFacts> Operators)
{
    /// <summary>Reads them.</summary>
    internal static GraphFacts Read(ModelProto model)
    {
        LayerWeights weights = new(model.Graph);
        return new GraphFacts(
            model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx")?.Version ?? 0,
            model.IrVersion,
            $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            weights.All.Sum(tensor => tensor.ElementCount()),
            ArithmeticOf(model.Graph, weights),
            [
                .. weights.Constants.GroupBy(tensor => tensor.DataType)
                    .Select(type => new ConstantFacts(NameOf(type.Key), type.Sum(TensorData.ElementCount), type.Sum(tensor => tensor.ElementCount() * BytesOf(tensor.DataType))))
                    .OrderByDescending(type => type.Bytes),
            ],
            [
                .. model.Graph.Node.GroupBy(node => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}")
                    .Select(type => new OperatorFacts(type.Key, type.Count()))
                    .OrderByDescending(type => type.Count).ThenBy(type => type.Name, StringComparer.Ordinal),
            ]);
    }

    private static string ArithmeticOf(GraphProto graph, LayerWeights weights) =>
        graph.Node.Any(node => node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || node.OpType.StartsWith("QLinear", StringComparison.Ordinal)) ? "int8"
        : weights.Direct.Any(tensor => tensor.DataType == ElementType.Float16) ? "float16"
        : "float32";

    private static string NameOf(int type) => type switch
    {
        ElementType.Float32 => "float32",
        ElementType.Float16 => "float16",
        ElementType.Int8 => "int8",
        ElementType.UInt8 => "uint8",
        ElementType.Int32 => "int32",
        ElementType.Int64 => "int64",
        9 => "bool",
        11 => "float64",
        16 => "bfloat16",
        _ => $"type {type}",
    };

    private static int BytesOf(int type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or 9 => 1,
        ElementType.Float16 or 16 or 4 or 5 => 2,
        ElementType.Int64 or 11 or 13 => 8,
        _ => 4,
    };
}

/// <summary>Constants of an element type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Elements">How many values.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record ConstantFacts(string Type, long Elements, long Bytes);

/// <summary>How often an operator stands in a graph.</summary>
/// <param name="Name">The operator, with its domain where it is not ONNX's own.</param>
/// <param name="Count">How often.</param>
internal sealed record OperatorFacts(string Name, int Count);
