using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Detection.Analysis;

namespace Detection.Heads;

/// <summary>
/// YOLOv8, v9, 11 and 12: 4 + C rows (centre x, centre y, width, height, then the class scores) with a column a box, decoded to input pixels.
/// </summary>
internal sealed class AnchorFreeHead(int classCount) : Head
{
    private const int FirstClass = 4;

    internal override void Read(ReadOnlySpan<float> output, in ResolvedOptions options, List<Candidate> candidates)
    {
        int boxes = output.Length / (FirstClass + classCount);
        if (options.MultiLabel)
        {
            ReadAllLabels(output, boxes, options, candidates);
        }
        else
        {
            ReadBestLabels(output, boxes, options, candidates);
        }
    }

    private void ReadBestLabels(ReadOnlySpan<float> output, int boxes, in ResolvedOptions options, List<Candidate> candidates)
    {
        float[] bestScores = ArrayPool<float>.Shared.Rent(boxes);
        int[] bestClasses = ArrayPool<int>.Shared.Rent(boxes);
        FindBest(output[(FirstClass * boxes)..], classCount, bestScores.AsSpan(0, boxes), bestClasses.AsSpan(0, boxes));
        int box = -1;
        while ((box = NextAbove(bestScores.AsSpan(0, boxes), box + 1, options.Confidence)) >= 0)
        {
            if (options.Wants(bestClasses[box]))
            {
                Add(output, boxes, box, bestScores[box], bestClasses[box], candidates);
            }
        }

        ArrayPool<float>.Shared.Return(bestScores);
        ArrayPool<int>.Shared.Return(bestClasses);
    }

    private void ReadAllLabels(ReadOnlySpan<float> output, int boxes, in ResolvedOptions options, List<Candidate> candidates)
    {
        for (int classId = 0; classId < classCount; classId++)
        {
            ReadOnlySpan<float> scores = output.Slice((FirstClass + classId) * boxes, boxes);
            int box = -1;
            while (options.Wants(classId) && (box = NextAbove(scores, box + 1, options.Confidence)) >= 0)
            {
                Add(output, boxes, box, scores[box], classId, candidates);
            }
        }
    }

    private static void Add(ReadOnlySpan<float> output, int boxes, int box, float score, int classId, List<Candidate> candidates) =>
        candidates.Add(Candidate.FromCenter(
            output[box], output[boxes + box], output[(2 * boxes) + box], output[(3 * boxes) + box], score, classId));

    /// <summary>The best class of every box: one pass over the scores in the order they lie in memory, many boxes at a time.</summary>
    private static void FindBest(ReadOnlySpan<float> scores, int classCount, Span<float> bestScores, Span<int> bestClasses)
    {
        int boxes = bestScores.Length;
        scores[..boxes].CopyTo(bestScores);
        bestClasses.Clear();
        for (int classId = 1; classId < classCount; classId++)
        {
            ReadOnlySpan<float> row = scores.Slice(classId * boxes, boxes);
            ReadOnlySpan<Vector<float>> rowVectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            Span<Vector<float>> scoreVectors = MemoryMarshal.Cast<float, Vector<float>>(bestScores);
            Span<Vector<int>> classVectors = MemoryMarshal.Cast<int, Vector<int>>(bestClasses);
            Vector<int> candidate = new(classId);
            for (int i = 0; i < rowVectors.Length; i++)
            {
                Vector<float> best = scoreVectors[i];
                Vector<int> isBetter = Vector.GreaterThan(rowVectors[i], best);
                if (isBetter != Vector<int>.Zero)
                {
                    scoreVectors[i] = Vector.ConditionalSelect(isBetter, rowVectors[i], best);
                    classVectors[i] = Vector.ConditionalSelect(isBetter, candidate, classVectors[i]);
                }
            }

            for (int i = rowVectors.Length * Vector<float>.Count; i < boxes; i++)
            {
                if (row[i] > bestScores[i])
                {
                    (bestScores[i], bestClasses[i]) = (row[i], classId);
                }
            }
        }
    }

    /// <summary>The first position from a start on whose value is above a threshold, or -1.</summary>
    private static int NextAbove(ReadOnlySpan<float> values, int start, float threshold)
    {
        Vector<float> limit = new(threshold);
        int i = start;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<float>(values[i..]), limit))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] > threshold)
            {
                return i;
            }
        }

        return -1;
    }
}
