namespace Shared;

/// <summary>The median of measurements. Compiled into each tool that measures, which otherwise share no code.</summary>
internal static class Median
{
    /// <summary>The middle value; of an even number of values the mean of the two in the middle.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    internal static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length > 0
            ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
            : throw new InvalidOperationException("No values have no median.");
    }
}
