using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxGraph;

namespace ModelTool.Inspection;

/// <summary>
/// Counts the multiplications with addition of a run: the convolutions and matrix products, from the shapes that ONNX Runtime itself gives their
/// tensors on an input of the real size.
/// </summary>
internal static class MacCount
{
    private const string Prefix = "__shape_of_";

    /// <summary>Counts, or returns null where the graph does not run by itself on such an input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="width">Width of the input in pixels, where the file leaves it open.</param>
    /// <param name="height">Height, likewise.</param>
    internal static long? Of(ModelProto model, int width, int height)
    {
        NodeProto[] layers = [.. model.Graph.Node.Where(node => Tensors(node).Length > 0)];
        try
        {
            Dictionary<string, long[]> shapes = layers.Length == 0 ? [] : Shapes(model, [.. layers.SelectMany(Tensors).Distinct()], width, height);
            return layers.Sum(layer => Macs(layer, shapes));
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>The tensors whose shapes tell a layer's work: what it reads, its weights and what it gives. Empty for all else.</summary>
    private static string[] Tensors(NodeProto node) => node.OpType switch
    {
        "Conv" or "ConvTranspose" or "FusedConv" or "ConvInteger" or "Gemm" or "MatMul" or "MatMulInteger" => [node.Input[0], node.Input[1], node.Output[0]],
        "QLinearConv" or "QLinearMatMul" => [node.Input[0], node.Input[3], node.Output[0]],
        _ => [],
    };

    private static long Macs(NodeProto layer, Dictionary<string, long[]> shapes)
    {
        (long[] data, long[] weights, long[] result) = Tensors(layer) is [var first, var second, var third]
            ? (shapes[first], shapes[second], shapes[third])
            : throw new ArgumentException("The node is not a layer.", nameof(layer));
        return layer.OpType switch
        {
            // Weights are out x in/group x kernel; transposed ones are in x out/group x kernel, and each value read goes to all of them.
            "Conv" or "FusedConv" or "ConvInteger" or "QLinearConv" => Product(result) * Product(weights.AsSpan(1)),
            "ConvTranspose" => Product(data) * Product(weights.AsSpan(1)),
            "Gemm" => Product(result) * data[layer.Integer("transA", 0) == 0 ? 1 : 0],
            _ => Product(result) * data[^1],
        };
    }

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product *= size;
        }

        return product;
    }

    private static Dictionary<string, long[]> Shapes(ModelProto model, string[] tensors, int width, int height)
    {
        ModelProto asking = model.Clone();
        asking.Graph.Output.Clear();
        foreach (string tensor in tensors)
        {
            asking.Graph.Node.Add(Nodes.Create("Shape", [tensor], Prefix + tensor));
            asking.Graph.Output.Add(new ValueInfoProto
            {
                Name = Prefix + tensor,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = ElementType.Int64 } },
            });
        }

        // Shapes that are known without a run are constants after the basic optimisations, so that little is computed.
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using InferenceSession session = new(asking.ToByteArray(), options);
        using RunOptions run = new();
        KeyValuePair<string, OrtValue>[] inputs = [.. session.InputMetadata.Select(input => KeyValuePair.Create(input.Key, Zeros(input.Value, width, height)))];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> shapes = session.Run(run, inputs.ToDictionary(), [.. tensors.Select(tensor => Prefix + tensor)]);
            return tensors.Zip(shapes).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<long>().ToArray());
        }
        finally
        {
            Array.ForEach(inputs, input => input.Value.Dispose());
        }
    }

    // A picture's input has four axes, of which the file may leave any but the channels open; another is the picture's width and height.
    private static OrtValue Zeros(NodeMetadata input, int width, int height)
    {
        long[] shape = [.. input.Dimensions.Select((size, axis) => size > 0 ? size : (input.Dimensions.Length, axis) switch
        {
            (4, 1) => 3L,
            (4, 2) => height,
            (4, 3) => width,
            (2, 1) => 2,
            _ => 1,
        })];
        OrtValue zeros = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementDataType, shape);
        zeros.GetTensorMutableRawData().Clear();
        if (input.ElementDataType == TensorElementType.Int64)
        {
            zeros.GetTensorMutableDataAsSpan<long>().Fill(1);
        }

        return zeros;
    }
}
