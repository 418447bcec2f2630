namespace ModelTool.Benchmarks;

/// <summary>Measured milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    internal int Count => _values.Count;

    internal double Mean => _values.Average();

    internal double Median => Shared.Median.Of(_values);

    internal void Add(double value) => _values.Add(value);

    internal void Add(TimeSpan time) => Add(time.TotalMilliseconds);
}
