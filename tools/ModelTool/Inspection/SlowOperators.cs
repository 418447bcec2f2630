using System.Collections.Immutable;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OnnxGraph;

namespace ModelTool.Inspection;

/// <summary>
/// Finds what ONNX Runtime would run slowly on the CPU, by rules on the graph as it stands in the file and as it is after ONNX Runtime's own
/// optimisation for this machine.
/// </summary>
internal static class SlowOperators
{
    private const int Float64 = 11;

    private static readonly string[] Layers = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    private static readonly (string[] Operators, string Rule)[] InFile =
    [
        (["ConvInteger", "MatMulInteger", "DynamicQuantizeLinear"],
            "quantised dynamically: ranges are looked for in every run and results are converted back at every layer. Quantise statically, with pictures to calibrate on."),
        (["If", "Loop", "Scan"],
            "control flow: its inner graph is run on its own, and nothing is fused across it. Export with fixed shapes, which mostly removes it."),
        (["GridSample", "DeformConv", "RoiAlign", "ScatterND", "ScatterElements", "GatherND", "NonZero", "Einsum"],
            "reads or writes at computed places, with a general kernel that is not vectorised."),
        (["NonMaxSuppression"],
            "suppression inside the graph runs on one thread; the service does its own. Export without it."),
    ];

    /// <summary>Applies the rules.</summary>
    /// <param name="model">The graph in the file.</param>
    /// <param name="path">The file, which ONNX Runtime loads to show what its optimisation leaves.</param>
    internal static ImmutableArray<SlowOperator> Find(ModelProto model, string path)
    {
        List<SlowOperator> found = [];
        foreach ((string[] operators, string rule) in InFile)
        {
            Add(found, model.Graph.Node.Where(node => operators.Contains(node.OpType)), rule);
        }

        TypedLayers(found, model.Graph, ElementType.Float16, "computed in float16, for which ONNX Runtime has hardly any kernels on the CPU: it converts to float32 and back around each. Store weights as float16 and compute in float32 instead.");
        TypedLayers(found, model.Graph, Float64, "computed in float64: half as many values an instruction, and no optimised kernels. Export in float32.");
        if (Optimized(path) is { } optimized)
        {
            LeftQuantization(found, model.Graph, optimized.Graph);
            Add(found, optimized.Graph.Node.Where(node => node.OpType == "BatchNormalization"), "not folded into the layer before it by ONNX Runtime's optimisation: one more pass over the tensor. Export in inference mode.");
        }

        return [.. found];
    }

    private static void Add(List<SlowOperator> found, IEnumerable<NodeProto> nodes, string rule)
    {
        foreach (IGrouping<string, NodeProto> type in nodes.GroupBy(node => node.OpType))
        {
            found.Add(new SlowOperator(type.Key, type.Count(), rule));
        }
    }

    private static void TypedLayers(List<SlowOperator> found, GraphProto graph, int type, string rule)
    {
        HashSet<string> constants = [.. graph.Initializer.Where(tensor => tensor.DataType == type).Select(tensor => tensor.Name)];
        constants.UnionWith(graph.Node.Where(node => node.Is("Constant") && node.Find("value") is { T: { } value } && value.DataType == type).Select(node => node.Output[0]));
        Add(found, graph.Node.Where(node => Layers.Contains(node.OpType) && node.Input.Any(constants.Contains)), rule);
    }

    // What fuses into an integer layer is gone after the optimisation. Each that is left reads a tensor and writes it again.
    private static void LeftQuantization(List<SlowOperator> found, GraphProto inFile, GraphProto optimized)
    {
        int before = Count(inFile), left = Count(optimized), layers = inFile.Node.Count(node => Layers.Contains(node.OpType));
        if (left > layers / 2)
        {
            found.Add(new SlowOperator("QuantizeLinear, DequantizeLinear", left, $"left of {before} after ONNX Runtime's optimisation, with {layers} layers: each reads a tensor and writes it again. Quantise the inputs of layers only, and leave what has no integer kernel in float."));
        }

        static int Count(GraphProto graph) => graph.Node.Count(node => node.OpType is "QuantizeLinear" or "DequantizeLinear");
    }

    private static ModelProto? Optimized(string path)
    {
        string aside = Path.GetTempFileName();
        try
        {
            using SessionOptions options = new()
            {
                IntraOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                OptimizedModelFilePath = aside,
            };
            using (new InferenceSession(path, options))
            {
            }

            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(aside));
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or InvalidProtocolBufferException)
        {
            return null;
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
