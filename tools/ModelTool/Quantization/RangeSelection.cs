namespace ModelTool.Quantization;

/// <summary>Chooses the range a tensor is quantized over from the histogram of its values.</summary>
internal static class RangeSelection
{
    private const int Levels = 256;

    // Thresholds tried between nothing and everything: finer ones move the result less than a level.
    private const int Candidates = 100;

    // With less of the range a level would be narrower than a bin, so that every distribution would seem to be kept.
    private const int SmallestCandidate = 25;

    /// <summary>The range.</summary>
    /// <param name="histogram">The values.</param>
    /// <param name="method">How to choose.</param>
    /// <param name="percentile">For <see cref="CalibrationMethod.Percentile"/>: percent of the values that fit, above 50, at most 100.</param>
    internal static ValueRange Of(ActivationHistogram histogram, CalibrationMethod method, double percentile) => method switch
    {
        CalibrationMethod.MinMax => Everything(histogram),
        CalibrationMethod.Percentile => Percentile(histogram, percentile),
        CalibrationMethod.Entropy => Entropy(histogram),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    private static ValueRange Everything(ActivationHistogram histogram) => new(histogram.Low, histogram.High);

    // The share that is clipped is taken half from below and half from above.
    private static ValueRange Percentile(ActivationHistogram histogram, double percentile)
    {
        double clipped = histogram.Total * (100 - percentile) / 200;
        ReadOnlySpan<long> counts = histogram.Counts;
        int first = 0, last = counts.Length - 1;
        for (double sum = counts[first]; sum <= clipped && first < last; sum += counts[first])
        {
            first++;
        }

        for (double sum = counts[last]; sum <= clipped && last > first; sum += counts[last])
        {
            last--;
        }

        return Clip(histogram, Edge(histogram, first), Edge(histogram, last + 1));
    }

    private static ValueRange Entropy(ActivationHistogram histogram)
    {
        float most = Math.Max(-histogram.Low, histogram.High);
        ValueRange best = Everything(histogram);
        double least = double.PositiveInfinity;
        for (int i = SmallestCandidate; i <= Candidates; i++)
        {
            float threshold = most * i / Candidates;
            ValueRange range = Clip(histogram, -threshold, threshold);
            double divergence = Divergence(histogram, range);
            if (divergence < least)
            {
                (least, best) = (divergence, range);
            }
        }

        return best;
    }

    /// <summary>
    /// How far the quantized distribution is from the true one: sum of p ln(p / q), where p is the histogram with what is clipped put into the
    /// outermost bins, and q spreads each level's share evenly over the bins of that level that are not empty.
    /// </summary>
    private static double Divergence(ActivationHistogram histogram, ValueRange range)
    {
        ReadOnlySpan<long> counts = histogram.Counts;
        int first = Bin(histogram, range.Low), last = Bin(histogram, range.High);
        double[] reference = new double[last - first + 1], inside = new double[last - first + 1];
        for (int i = 0; i < counts.Length; i++)
        {
            reference[Math.Clamp(i, first, last) - first] += counts[i];
            if (i >= first && i <= last)
            {
                inside[i - first] = counts[i];
            }
        }

        double insideTotal = inside.Sum();
        if (insideTotal == 0)
        {
            return double.PositiveInfinity;
        }

        double divergence = 0;
        for (int level = 0; level < Levels; level++)
        {
            int from = (int)((long)level * reference.Length / Levels), to = (int)((long)(level + 1) * reference.Length / Levels);
            double sum = 0;
            int filled = 0;
            for (int i = from; i < to; i++)
            {
                sum += inside[i];
                filled += inside[i] > 0 ? 1 : 0;
            }

            for (int i = from; i < to; i++)
            {
                double p = reference[i] / histogram.Total;
                if (p > 0)
                {
                    // Clipped values in a bin that nothing else falls into: as if the level had one there.
                    double q = filled > 0 && inside[i] > 0 ? sum / filled / insideTotal : 1 / insideTotal;
                    divergence += p * Math.Log(p / q);
                }
            }
        }

        return divergence;
    }

    private static ValueRange Clip(ActivationHistogram histogram, float low, float high) =>
        new(Math.Max(histogram.Low, low), Math.Min(histogram.High, high));

    private static float Edge(ActivationHistogram histogram, int bin) => (bin - ActivationHistogram.HalfBins) * histogram.BinWidth;

    private static int Bin(ActivationHistogram histogram, float value) =>
        Math.Clamp((int)((value / histogram.BinWidth) + ActivationHistogram.HalfBins), 0, (2 * ActivationHistogram.HalfBins) - 1);
}
