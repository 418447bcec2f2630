using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>The inputs and outputs that a model declares: the picture that goes in, and the boxes that come out.</summary>
/// <param name="InputName">Name of the input that takes the picture.</param>
/// <param name="InputType">Element type going in: float32, float16 or bytes.</param>
/// <param name="Batch">Pictures that a run takes, of which one is used; 1 where the axis is dynamic.</param>
/// <param name="InputWidth">Width in pixels, or null where the axis is dynamic.</param>
/// <param name="InputHeight">Height in pixels, or null where the axis is dynamic.</param>
/// <param name="SizeInputName">Name of the input that takes the picture's width and height, to which boxes are scaled; null where there is none.</param>
/// <param name="Outputs">The outputs that are read.</param>
/// <param name="Metadata">The file's own key-value metadata.</param>
internal sealed record ModelGraph(
    string InputName,
    TensorElementType InputType,
    int Batch,
    int? InputWidth,
    int? InputHeight,
    string? SizeInputName,
    GraphOutputs Outputs,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Number format going in.</summary>
    internal ModelPrecision Precision => InputType switch
    {
        TensorElementType.Float16 => ModelPrecision.Float16,
        TensorElementType.UInt8 => ModelPrecision.UInt8,
        _ => ModelPrecision.Float32,
    };

    /// <summary>Bytes of one value going in.</summary>
    internal int BytesPerValue => InputType switch
    {
        TensorElementType.Float16 => 2,
        TensorElementType.UInt8 => 1,
        _ => 4,
    };

    /// <summary>Reads the inputs and outputs of a session's model.</summary>
    /// <exception cref="ModelException">They are not those of a detector of a known kind.</exception>
    internal static ModelGraph Read(InferenceSession session)
    {
        KeyValuePair<string, NodeMetadata>[] pictures = [.. session.InputMetadata.Where(input => input.Value is { IsTensor: true, Dimensions.Length: 4 })];
        string? size = session.InputMetadata.FirstOrDefault(input => IsSize(input.Value)).Key;
        if (pictures.Length != 1 || session.InputMetadata.Count != (size is null ? 1 : 2))
        {
            throw new ModelException(
                $"The model has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Select(input => $"{input.Key} {Shape(input.Value)}"))}); "
                + "a detector with one picture as its input is needed, or with a picture and its width and height (orig_target_sizes, two int64).");
        }

        (string inputName, NodeMetadata input) = pictures[0];
        if (input.Dimensions is not [var batch, var channels, var height, var width] || (channels != 3 && channels > 0))
        {
            throw new ModelException($"The model's input {inputName} has the shape {Shape(input)}; batch x 3 x height x width is needed.");
        }

        if (input.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8))
        {
            throw new ModelException($"The model's {inputName} holds {input.ElementDataType}; float32, float16 or uint8 is needed.");
        }

        return new ModelGraph(
            inputName,
            input.ElementDataType,
            Math.Max(1, batch),
            width > 0 ? width : null,
            height > 0 ? height : null,
            size,
            GraphOutputs.Read(session.OutputMetadata),
            session.ModelMetadata.CustomMetadataMap);
    }

    /// <summary>A shape as messages show it, a dynamic axis as a question mark.</summary>
    internal static string Shape(NodeMetadata metadata) =>
        metadata.IsTensor ? string.Join('x', metadata.Dimensions.Select(size => size > 0 ? $"{size}" : "?")) : "(not a tensor)";

    private static bool IsSize(NodeMetadata input) =>
        input is { IsTensor: true, ElementDataType: TensorElementType.Int64, Dimensions: [_, 2 or <= 0] };
}
