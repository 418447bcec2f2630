using System.Numerics.Tensors;
using Detection.Analysis;

namespace Detection.Heads;

/// <summary>
/// YOLOv5, v6, v7 and YOLOX: rows of (centre x, centre y, width, height, objectness, class scores). The confidence of a class is its score times
/// objectness.
/// </summary>
/// <param name="classCount">Number of classes.</param>
/// <param name="grid">
/// Null where the boxes are decoded to input pixels. YOLOX as released gives them relative to their cell, one row a cell:
/// centre = (value + cell) * stride, size = exp(value) * stride (Ge et al., "YOLOX: Exceeding YOLO Series in 2021").
/// </param>
internal sealed class ObjectnessHead(int classCount, AnchorGrid? grid = null) : Head
{
    private const int FirstClass = 5;

    internal override void Read(ReadOnlySpan<float> output, in ResolvedOptions options, List<Candidate> candidates)
    {
        int stride = FirstClass + classCount;
        int rows = output.Length / stride;
        for (int row = 0; row < rows; row++)
        {
            // Class scores are at most 1, so objectness alone excludes nearly every row.
            if (output[(row * stride) + 4] > options.Confidence)
            {
                ReadRow(output.Slice(row * stride, stride), row, options, candidates);
            }
        }
    }

    private void ReadRow(ReadOnlySpan<float> values, int row, in ResolvedOptions options, List<Candidate> candidates)
    {
        ReadOnlySpan<float> scores = values[FirstClass..];
        if (!options.MultiLabel)
        {
            Add(values, row, TensorPrimitives.IndexOfMax(scores), options, candidates);
            return;
        }

        for (int classId = 0; classId < scores.Length; classId++)
        {
            Add(values, row, classId, options, candidates);
        }
    }

    private void Add(ReadOnlySpan<float> values, int row, int classId, in ResolvedOptions options, List<Candidate> candidates)
    {
        float score = values[4] * values[FirstClass + classId];
        if (!(score > options.Confidence) || !options.Wants(classId))
        {
            return;
        }

        candidates.Add(grid is null
            ? Candidate.FromCenter(values[0], values[1], values[2], values[3], score, classId)
            : Candidate.FromCenter(
                (values[0] + grid.X[row]) * grid.Stride[row],
                (values[1] + grid.Y[row]) * grid.Stride[row],
                MathF.Exp(values[2]) * grid.Stride[row],
                MathF.Exp(values[3]) * grid.Stride[row],
                score,
                classId));
    }
}
