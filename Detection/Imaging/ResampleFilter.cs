namespace Detection.Imaging;

/// <summary>
/// The weights of a bilinear filter along one axis. When shrinking, the triangle grows with the factor, so that every source pixel counts
/// (antialiasing); the same as "bilinear" in Pillow and torchvision.
/// </summary>
/// <remarks>
/// Output i has its centre at (i + 0.5) * factor in the source, with factor = source / target; source pixel j weighs
/// max(0, 1 - |j + 0.5 - centre| / max(1, factor)), normalised to sum 1 over the pixels that exist.
/// </remarks>
internal sealed class ResampleFilter
{
    private int[] _first = [];
    private float[] _weights = [];

    /// <summary>Length of the source in pixels.</summary>
    internal int SourceLength { get; private set; }

    /// <summary>Length of the target in pixels.</summary>
    internal int TargetLength { get; private set; }

    /// <summary>Weights per output pixel; those past its last source pixel are 0.</summary>
    internal int Taps { get; private set; }

    /// <summary>The first source pixel of each output.</summary>
    internal ReadOnlySpan<int> First => _first.AsSpan(0, TargetLength);

    /// <summary>The weights of all outputs, <see cref="Taps"/> each.</summary>
    internal ReadOnlySpan<float> Weights => _weights.AsSpan(0, TargetLength * Taps);

    /// <summary>Computes the weights for a pair of lengths; does nothing if the lengths are those of the previous call.</summary>
    internal void Configure(int sourceLength, int targetLength)
    {
        if (sourceLength == SourceLength && targetLength == TargetLength)
        {
            return;
        }

        double factor = (double)sourceLength / targetLength;
        double support = Math.Max(1, factor);
        Taps = 1;
        for (int i = 0; i < targetLength; i++)
        {
            (int begin, int end) = Window((i + 0.5) * factor, support, sourceLength);
            Taps = Math.Max(Taps, end - begin);
        }

        if (_first.Length < targetLength)
        {
            _first = new int[targetLength];
        }

        if (_weights.Length < targetLength * Taps)
        {
            _weights = new float[targetLength * Taps];
        }

        for (int i = 0; i < targetLength; i++)
        {
            double centre = (i + 0.5) * factor;
            (int begin, int end) = Window(centre, support, sourceLength);
            double sum = 0;
            for (int pixel = begin; pixel < end; pixel++)
            {
                sum += Weight(pixel, centre, support);
            }

            // All taps lie within the source, so that readers need no bounds check: near the end the window starts earlier, with zeros.
            int first = Math.Min(begin, sourceLength - Taps);
            _first[i] = first;
            for (int tap = 0; tap < Taps; tap++)
            {
                int pixel = first + tap;
                _weights[(i * Taps) + tap] = pixel < begin || pixel >= end ? 0 : (float)(Weight(pixel, centre, support) / sum);
            }
        }

        SourceLength = sourceLength;
        TargetLength = targetLength;
    }

    /// <summary>The source pixels with a weight above 0; at least one.</summary>
    private static (int Begin, int End) Window(double centre, double support, int sourceLength)
    {
        int begin = Math.Max(0, (int)Math.Floor(centre - support));
        int end = Math.Min(sourceLength, (int)Math.Ceiling(centre + support));
        while (begin < end - 1 && Weight(begin, centre, support) <= 0)
        {
            begin++;
        }

        while (end > begin + 1 && Weight(end - 1, centre, support) <= 0)
        {
            end--;
        }

        return (begin, end);
    }

    private static double Weight(int pixel, double centre, double support) => 1 - (Math.Abs(pixel + 0.5 - centre) / support);
}
