using System.Buffers;
using System.Runtime.InteropServices;

namespace Detection.Heads;

/// <summary>Greedy non-maximum suppression: of boxes that overlap too much, the one with the higher score stays.</summary>
internal static class NonMaximumSuppression
{
    // The same limit as in YOLOv5: candidates after the 30,000 best cannot be among the few that are kept.
    private const int MaxCandidates = 30_000;

    /// <summary>Sorts candidates by descending score and removes those that are suppressed.</summary>
    /// <param name="candidates">In: in any order. Out: those kept, best first.</param>
    /// <param name="iou">Boxes whose intersection over union is above it are one object, 0 to 1.</param>
    /// <param name="agnostic">Whether boxes of different classes suppress one another too.</param>
    /// <param name="limit">Most candidates to keep.</param>
    internal static void Apply(List<Candidate> candidates, float iou, bool agnostic, int limit)
    {
        SortByScore(candidates);
        Span<Candidate> sorted = CollectionsMarshal.AsSpan(candidates);
        sorted = sorted[..Math.Min(sorted.Length, MaxCandidates)];
        int kept = 0;
        for (int i = 0; i < sorted.Length && kept < limit; i++)
        {
            Candidate candidate = sorted[i];
            if (!IsSuppressed(candidate, sorted[..kept], iou, agnostic))
            {
                sorted[kept++] = candidate;
            }
        }

        CollectionsMarshal.SetCount(candidates, kept);
    }

    /// <summary>Sorts candidates by descending score and keeps the best; for heads that need no suppression.</summary>
    internal static void KeepBest(List<Candidate> candidates, int limit)
    {
        SortByScore(candidates);
        CollectionsMarshal.SetCount(candidates, Math.Min(candidates.Count, limit));
    }

    /// <summary>
    /// By falling score; equal ones, of which models of int8 give many, from the end of the model's output. Which of them is first must not hang on how many
    /// others there are, as it would in a sort by score alone, which is not stable. Outputs list fine feature maps before coarse ones, and of boxes with
    /// one score that of the coarse map fits a large object better (measured on COCO: .008 of the embedded model's AP).
    /// </summary>
    private static void SortByScore(List<Candidate> candidates)
    {
        Span<Candidate> span = CollectionsMarshal.AsSpan(candidates);
        long[] keys = ArrayPool<long>.Shared.Rent(span.Length);
        for (int i = 0; i < span.Length; i++)
        {
            // Scores are above 0, and the bits of such numbers rise with them.
            keys[i] = ((long)(int.MaxValue - BitConverter.SingleToInt32Bits(span[i].Score)) << 32) | (uint)(int.MaxValue - i);
        }

        keys.AsSpan(0, span.Length).Sort(span);
        ArrayPool<long>.Shared.Return(keys);
    }

    private static bool IsSuppressed(in Candidate candidate, ReadOnlySpan<Candidate> kept, float iou, bool agnostic)
    {
        foreach (ref readonly Candidate other in kept)
        {
            if ((agnostic || other.ClassId == candidate.ClassId) && IntersectionOverUnion(candidate, other) > iou)
            {
                return true;
            }
        }

        return false;
    }

    private static float IntersectionOverUnion(in Candidate a, in Candidate b)
    {
        float width = MathF.Min(a.Right, b.Right) - MathF.Max(a.Left, b.Left);
        float height = MathF.Min(a.Bottom, b.Bottom) - MathF.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        float intersection = width * height;
        return intersection / (Area(a) + Area(b) - intersection);
    }

    private static float Area(in Candidate box) => (box.Right - box.Left) * (box.Bottom - box.Top);
}
