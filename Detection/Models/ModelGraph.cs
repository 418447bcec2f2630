using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>What a model's file says of its ends: the one picture going in and the one tensor of boxes coming out.</summary>
/// <param name="InputName">Name of the input.</param>
/// <param name="OutputName">Name of the output that is read.</param>
/// <param name="InputWidth">Width in pixels, or null where the axis is dynamic.</param>
/// <param name="InputHeight">Height in pixels, or null where the axis is dynamic.</param>
/// <param name="InputType">Element type going in: float32 or float16.</param>
/// <param name="OutputType">Element type coming out: float32 or float16.</param>
/// <param name="Metadata">The file's own key-value metadata.</param>
internal sealed record ModelGraph(
    string InputName,
    string OutputName,
    int? InputWidth,
    int? InputHeight,
    TensorElementType InputType,
    TensorElementType OutputType,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Number format going in.</summary>
    internal ModelPrecision Precision => InputType == TensorElementType.Float16 ? ModelPrecision.Float16 : ModelPrecision.Float32;

    /// <summary>Reads the ends of a session's model.</summary>
    /// <exception cref="ModelException">They are not those of a detector that is known here.</exception>
    internal static ModelGraph Read(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelException(
                $"The model has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Keys)}); a detector with one picture as its input is needed.");
        }

        (string inputName, NodeMetadata input) = session.InputMetadata.First();
        if (!input.IsTensor || input.Dimensions is not [_, var channels, var height, var width] || (channels != 3 && channels > 0))
        {
            throw new ModelException(
                $"The model's input {inputName} has the shape {Shape(input)}; batch x 3 x height x width is needed.");
        }

        RequireFloat(inputName, input);
        (string outputName, NodeMetadata output) = session.OutputMetadata.FirstOrDefault(pair => pair.Value is { IsTensor: true, Dimensions.Length: 3 });
        if (output is null)
        {
            throw new ModelException(
                $"The model has no output of three dimensions (it has {string.Join(", ", session.OutputMetadata.Select(pair => $"{pair.Key} {Shape(pair.Value)}"))}): it is no detector of a known kind.");
        }

        RequireFloat(outputName, output);
        return new ModelGraph(
            inputName,
            outputName,
            width > 0 ? width : null,
            height > 0 ? height : null,
            input.ElementDataType,
            output.ElementDataType,
            session.ModelMetadata.CustomMetadataMap);
    }

    private static void RequireFloat(string name, NodeMetadata metadata)
    {
        if (metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
        {
            throw new ModelException($"The model's {name} holds {metadata.ElementDataType}; float32 or float16 is needed.");
        }
    }

    private static string Shape(NodeMetadata metadata) =>
        metadata.IsTensor ? string.Join('x', metadata.Dimensions.Select(size => size > 0 ? $"{size}" : "?")) : "(no tensor)";
}
