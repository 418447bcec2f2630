using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>Which outputs of a model are read, and their element types.</summary>
/// <param name="Boxes">
/// Name of the output with the boxes, a tensor of three dimensions: with their scores and classes, or, where <paramref name="Labels"/> is not null, their corners alone.
/// </param>
/// <param name="BoxesType">Its element type: float32 or float16.</param>
/// <param name="Labels">Name of the output with the class id of each box, int64; null where all is in one tensor.</param>
/// <param name="Scores">Name of the output with the score of each box, of the boxes' element type; null where all is in one tensor.</param>
internal sealed record GraphOutputs(string Boxes, TensorElementType BoxesType, string? Labels = null, string? Scores = null)
{
    /// <summary>Their names, the boxes first.</summary>
    internal string[] Names => Labels is null || Scores is null ? [Boxes] : [Boxes, Labels, Scores];

    /// <summary>Finds them: class ids, corners and scores as three tensors (the DETR kind), else the first of three dimensions.</summary>
    /// <exception cref="ModelException">They are not those of a detector of a known kind.</exception>
    internal static GraphOutputs Read(IReadOnlyDictionary<string, NodeMetadata> outputs)
    {
        (string name, NodeMetadata boxes) = outputs.FirstOrDefault(output => output.Value is { IsTensor: true, Dimensions.Length: 3 });
        if (boxes is null)
        {
            throw new ModelException(
                $"The model has no output of three dimensions (it has {string.Join(", ", outputs.Select(pair => $"{pair.Key} {ModelGraph.Shape(pair.Value)}"))}): it is not a detector of a known kind.");
        }

        if (boxes.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
        {
            throw new ModelException($"The model's {name} holds {boxes.ElementDataType}; float32 or float16 is needed.");
        }

        string? labels = FindPerBox(TensorElementType.Int64);
        string? scores = FindPerBox(boxes.ElementDataType);
        return boxes.Dimensions is [_, _, 4 or <= 0] && labels is not null && scores is not null
            ? new GraphOutputs(name, boxes.ElementDataType, labels, scores)
            : new GraphOutputs(name, boxes.ElementDataType);

        string? FindPerBox(TensorElementType type) =>
            outputs.FirstOrDefault(output => output.Value is { IsTensor: true, Dimensions.Length: 2 } tensor && tensor.ElementDataType == type).Key;
    }
}
