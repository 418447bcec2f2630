using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>The weights of a convolution as int8, symmetric, with a scale for each output channel: value = Scale * int8.</summary>
/// <param name="Values">Output channels x input channels of a group x kernel, row-major, as the float weights.</param>
/// <param name="Scales">One for each output channel.</param>
/// <param name="Error">What was lost: float weights less quantized ones.</param>
internal sealed record QuantizedWeights(sbyte[] Values, float[] Scales, float[] Error)
{
    private const int Most = sbyte.MaxValue;

    // Of two products u8 * s8 that the instruction adds in 16 bits, saturating: 255 * 128 still fits.
    private const int MostOfAPair = 128;

    /// <summary>Quantizes.</summary>
    /// <param name="weights">Weights of a convolution, output channels first.</param>
    /// <param name="reduceRange">
    /// Whether no sum of two neighbouring products may exceed 16 bits, as processors without VNNI add them (vpmaddubsw): a channel then gives up at
    /// most one bit, and only as much of it as its own weights need.
    /// </param>
    internal static QuantizedWeights From(TensorProto weights, bool reduceRange)
    {
        float[] values = weights.ToSingles();
        int channels = (int)weights.Dims[0];
        int perChannel = values.Length / channels;
        int inputs = (int)weights.Dims[1];
        sbyte[] quantized = new sbyte[values.Length];
        float[] scales = new float[channels];
        float[] error = new float[values.Length];
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> own = values.AsSpan(channel * perChannel, perChannel);
            float scale = scales[channel] = Scale(own, inputs, reduceRange);
            for (int i = 0; i < perChannel; i++)
            {
                int at = (channel * perChannel) + i;
                quantized[at] = (sbyte)Math.Clamp(MathF.Round(own[i] / scale), -Most, Most);
                error[at] = own[i] - (quantized[at] * scale);
            }
        }

        return new QuantizedWeights(quantized, scales, error);
    }

    private static float Scale(ReadOnlySpan<float> channel, int inputs, bool reduceRange)
    {
        float most = 0;
        foreach (float weight in channel)
        {
            most = Math.Max(most, Math.Abs(weight));
        }

        float scale = most / Most;
        if (reduceRange && inputs > 1)
        {
            // Rounding may add a half to each of the two.
            scale = Math.Max(scale, LargestPair(channel, inputs) / (MostOfAPair - 1));
        }

        return scale > 0 ? scale : 1f / Most;
    }

    /// <summary>
    /// The largest sum, of one sign, that two weights have which are multiplied side by side. ONNX Runtime runs quantized convolutions with the
    /// channels last, so these are input channels 2k and 2k + 1 at one place of the kernel; with an odd number of them pairs reach from place to place.
    /// </summary>
    private static float LargestPair(ReadOnlySpan<float> channel, int inputs)
    {
        int kernel = channel.Length / inputs, step = inputs % 2 == 0 ? 2 : 1;
        float largest = 0;
        for (int i = 0; i + 1 < channel.Length; i += step)
        {
            float first = channel[(i % inputs * kernel) + (i / inputs)];
            float second = channel[((i + 1) % inputs * kernel) + ((i + 1) / inputs)];
            largest = Math.Max(largest, Math.Max(
                Math.Max(first, 0) + Math.Max(second, 0),
                Math.Max(-first, 0) + Math.Max(-second, 0)));
        }

        return largest;
    }
}
