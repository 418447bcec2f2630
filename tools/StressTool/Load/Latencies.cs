using System.Runtime.InteropServices;

namespace StressTool.Load;

/// <summary>Measured times in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _values = [];
    private bool _isSorted = true;

    internal int Count => _values.Count;

    internal double Median => Percentile(0.5);

    internal double Largest => Percentile(1);

    internal void Add(double milliseconds)
    {
        _values.Add(milliseconds);
        _isSorted = false;
    }

    /// <summary>The smallest time that this part of them does not exceed (nearest rank); 0 where there are none.</summary>
    /// <param name="part">0 to 1.</param>
    internal double Percentile(double part)
    {
        if (_values.Count == 0)
        {
            return 0;
        }

        if (!_isSorted)
        {
            CollectionsMarshal.AsSpan(_values).Sort();
            _isSorted = true;
        }

        return _values[Math.Clamp((int)Math.Ceiling(part * _values.Count) - 1, 0, _values.Count - 1)];
    }
}
