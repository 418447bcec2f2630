using System.Numerics.Tensors;

namespace ModelTool.Quantization;

/// <summary>
/// How often a tensor had which values, over as many runs as are added. The bins span -Limit to Limit; a larger value doubles the limit and merges
/// bins in pairs, so one pass over the pictures is enough and memory stays what it is.
/// </summary>
internal sealed class ActivationHistogram
{
    /// <summary>Bins on each side of 0.</summary>
    internal const int HalfBins = 8192;

    private readonly long[] _counts = new long[2 * HalfBins];
    private float _limit = 1f / 1024;

    /// <summary>The least value; positive infinity before the first.</summary>
    internal float Low { get; private set; } = float.PositiveInfinity;

    /// <summary>The greatest value; negative infinity before the first.</summary>
    internal float High { get; private set; } = float.NegativeInfinity;

    /// <summary>How many values were added.</summary>
    internal long Total { get; private set; }

    /// <summary>The width of a bin.</summary>
    internal float BinWidth => _limit / HalfBins;

    /// <summary>The bins from -Limit to Limit.</summary>
    internal ReadOnlySpan<long> Counts => _counts;

    /// <summary>Adds values.</summary>
    /// <exception cref="InvalidDataException">One is infinite or no number.</exception>
    internal void Add(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        float low = TensorPrimitives.Min(values), high = TensorPrimitives.Max(values);
        if (!float.IsFinite(low) || !float.IsFinite(high))
        {
            throw new InvalidDataException("The model computes values that are infinite or no numbers; it cannot be quantized.");
        }

        Low = Math.Min(Low, low);
        High = Math.Max(High, high);
        Total += values.Length;
        while (Math.Max(-low, high) >= _limit)
        {
            Widen();
        }

        float perUnit = HalfBins / _limit;
        foreach (float value in values)
        {
            // Just below the limit the sum may round up to the bin behind the last.
            _counts[Math.Min((int)((value * perUnit) + HalfBins), _counts.Length - 1)]++;
        }
    }

    private void Widen()
    {
        long[] merged = new long[2 * HalfBins];
        for (int i = 0; i < _counts.Length; i++)
        {
            merged[(HalfBins / 2) + (i / 2)] += _counts[i];
        }

        merged.CopyTo(_counts, 0);
        _limit *= 2;
    }
}
