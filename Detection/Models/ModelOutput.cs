using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>
/// The output of a run for the first picture of its batch, as one float32 tensor whatever the model's own tensors are. Class ids, corners and scores in
/// three tensors become rows of (left, top, right, bottom, score, class), which is what end-to-end models have by themselves.
/// </summary>
internal sealed class ModelOutput
{
    private const int RowLength = 6;

    private readonly float[]? _converted;

    /// <summary>Describes the outputs of all runs by those of one.</summary>
    /// <param name="outputs">Which they are.</param>
    /// <param name="shapes">Their shapes, in the order of <see cref="GraphOutputs.Names"/>.</param>
    /// <param name="batch">Pictures a run takes.</param>
    /// <exception cref="ModelException">They are not the shapes of boxes for so many pictures.</exception>
    internal ModelOutput(GraphOutputs outputs, IReadOnlyList<long[]> shapes, int batch)
    {
        Outputs = outputs;
        Shapes = shapes;
        long[] boxes = shapes[0];
        if (boxes.Length != 3 || boxes[0] != batch)
        {
            throw new ModelException($"The model's output has the shape {string.Join('x', boxes)}; {batch} x rows x columns is needed.");
        }

        if (outputs.Labels is not null && (boxes[2] != 4 || !shapes[1].AsSpan().SequenceEqual(boxes.AsSpan(0, 2)) || !shapes[2].AsSpan().SequenceEqual(boxes.AsSpan(0, 2))))
        {
            throw new ModelException(
                $"The model's boxes, labels and scores have the shapes {string.Join(", ", shapes.Select(shape => string.Join('x', shape)))}; {batch} x rows x 4 and twice {batch} x rows are needed.");
        }

        Shape = outputs.Labels is null ? [1, .. boxes[1..]] : [1, boxes[1], RowLength];
        _converted = outputs.Labels is not null || outputs.BoxesType == TensorElementType.Float16 ? new float[Length] : null;
    }

    /// <summary>Which outputs of the model are read.</summary>
    internal GraphOutputs Outputs { get; }

    /// <summary>Their shapes, in the order of <see cref="GraphOutputs.Names"/>.</summary>
    internal IReadOnlyList<long[]> Shapes { get; }

    /// <summary>Shape of what <see cref="Read"/> returns: 1 x rows x columns.</summary>
    internal long[] Shape { get; }

    private int Length => (int)TensorPrimitives.Product<long>(Shape);

    /// <summary>Element type of an output.</summary>
    internal TensorElementType TypeOf(string name) => name == Outputs.Labels ? TensorElementType.Int64 : Outputs.BoxesType;

    /// <summary>Reads the tensors of a run.</summary>
    /// <param name="values">The tensors, in the order of <see cref="GraphOutputs.Names"/>.</param>
    /// <returns>Row-major; valid until the tensors are written again or read again.</returns>
    internal ReadOnlySpan<float> Read(IReadOnlyList<OrtValue> values)
    {
        if (_converted is null)
        {
            return values[0].GetTensorDataAsSpan<float>()[..Length];
        }

        if (Outputs.Labels is null)
        {
            TensorPrimitives.ConvertToSingle(Halves(values[0])[..Length], _converted);
            return _converted;
        }

        ReadOnlySpan<long> labels = values[1].GetTensorDataAsSpan<long>();
        for (int row = 0; row < Shape[1]; row++)
        {
            Span<float> target = _converted.AsSpan(row * RowLength, RowLength);
            if (Outputs.BoxesType == TensorElementType.Float16)
            {
                TensorPrimitives.ConvertToSingle(Halves(values[0]).Slice(row * 4, 4), target);
                target[4] = (float)Halves(values[2])[row];
            }
            else
            {
                values[0].GetTensorDataAsSpan<float>().Slice(row * 4, 4).CopyTo(target);
                target[4] = values[2].GetTensorDataAsSpan<float>()[row];
            }

            target[5] = labels[row];
        }

        return _converted;
    }

    private static ReadOnlySpan<Half> Halves(OrtValue value) => MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>());
}
