using System.Globalization;
using System.Numerics.Tensors;

namespace ModelTool.Inspection;

/// <summary>What the values of a model's output give away about what is wrong with it.</summary>
internal static class OutputValues
{
    // A coarser step than this leaves fewer than twenty different scores between 0 and 1.
    private const float CoarseStep = 0.05f;

    private const int ByteValues = 256;

    // Rounding of the multiplication with the scale, in steps.
    private const float Tolerance = 1e-3f;

    /// <summary>A sentence about values that no working detector gives, or null.</summary>
    /// <param name="output">The whole output of one run.</param>
    internal static string? Fault(ReadOnlySpan<float> output)
    {
        int notFinite = 0;
        foreach (float value in output)
        {
            notFinite += float.IsFinite(value) ? 0 : 1;
        }

        if (notFinite > 0)
        {
            return $"{notFinite} of {output.Length} values of its output are infinite or no numbers.";
        }

        if (TensorPrimitives.Min(output) == TensorPrimitives.Max(output))
        {
            return string.Create(CultureInfo.InvariantCulture, $"All {output.Length} values of its output are {output[0]}.");
        }

        return Step(output) is { } step && step >= CoarseStep ? QuantizedTogether(step) : null;
    }

    /// <summary>What an output means whose boxes and scores were quantised with one scale.</summary>
    /// <param name="step">The scale.</param>
    internal static string QuantizedTogether(float step) => string.Create(
        CultureInfo.InvariantCulture,
        $"Boxes and class scores were quantised as one tensor: every value of the output is a multiple of {step:G4}, a step made for box coordinates in pixels, at which scores between 0 and 1 {(step >= 2 ? "all become 0" : $"keep {(int)(1 / step) + 1} values")}. Quantise again and leave the end of the graph, from where boxes and scores are joined, in float.");

    /// <summary>The step that all values are multiples of, or null where there is none.</summary>
    private static float? Step(ReadOnlySpan<float> output)
    {
        HashSet<float> distinct = [];
        foreach (float value in output)
        {
            // Eight bits tell no more apart; a tensor in float has far more.
            if (distinct.Add(value) && distinct.Count > ByteValues)
            {
                return null;
            }
        }

        float[] sorted = [.. distinct.Order()];
        float gap = sorted.Zip(sorted.Skip(1), (lower, upper) => upper - lower).Min();

        // The largest value has the step more exactly than the difference of two large ones.
        float largest = MathF.Max(MathF.Abs(sorted[0]), sorted[^1]);
        float step = largest / MathF.Max(1, MathF.Round(largest / gap));
        foreach (float value in sorted)
        {
            float multiple = value / step;
            if (MathF.Abs(multiple - MathF.Round(multiple)) > Tolerance)
            {
                return null;
            }
        }

        return step;
    }
}
