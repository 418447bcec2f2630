using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OnnxGraph;

namespace ModelTool.Tests.Graphs;

/// <summary>Small models for tests of what edits graphs, and runs of them.</summary>
internal static class SmallGraph
{
    /// <summary>A model of opset 13 with the input x and the output y.</summary>
    internal static ModelProto Of(long[] inputShape, TensorProto[] constants, params NodeProto[] nodes)
    {
        ModelProto model = new() { IrVersion = 8, Graph = new GraphProto { Name = "small" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = 13 });
        TensorShapeProto shape = new();
        shape.Dim.AddRange(inputShape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        model.Graph.Input.Add(new ValueInfoProto
        {
            Name = "x",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = ElementType.Float32, Shape = shape } },
        });
        model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        model.Graph.Initializer.AddRange(constants);
        model.Graph.Node.AddRange(nodes);
        return model;
    }

    /// <summary>What ONNX Runtime makes of an input.</summary>
    internal static float[] Run<T>(ModelProto model, long[] shape, params T[] values)
        where T : unmanaged
    {
        using SessionOptions options = new();
        using InferenceSession session = new(model.ToByteArray(), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using RunOptions runOptions = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, ["x"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The operators ONNX Runtime runs in the place of a model's.</summary>
    internal static List<string> OperatorsAsRun(ModelProto model, string path)
    {
        using SessionOptions options = new() { OptimizedModelFilePath = path, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using (new InferenceSession(model.ToByteArray(), options))
        {
        }

        return [.. OnnxFile.Load(path).Graph.Node.Select(node => node.OpType)];
    }

    /// <summary>Values that differ, always the same, from -1 to 1.</summary>
    internal static float[] Values(int count)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
