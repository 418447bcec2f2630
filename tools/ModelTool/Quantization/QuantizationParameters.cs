namespace ModelTool.Quantization;

/// <summary>How a tensor of activations is stored as uint8: value = Scale * (byte - ZeroPoint).</summary>
/// <param name="Scale">Above 0.</param>
/// <param name="ZeroPoint">The byte that stands for 0 exactly, which padding needs.</param>
internal readonly record struct QuantizationParameters(float Scale, byte ZeroPoint)
{
    private const int Levels = 255;

    /// <summary>The parameters that cover a range with all 256 bytes.</summary>
    /// <param name="range">The range; 0 is added to it where it is not inside.</param>
    internal static QuantizationParameters Covering(ValueRange range)
    {
        float low = Math.Min(range.Low, 0), high = Math.Max(range.High, 0);

        // A tensor that is always 0 has any scale.
        float scale = high > low ? (high - low) / Levels : 1f / Levels;
        return new QuantizationParameters(scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, Levels));
    }
}

/// <summary>The lowest and the highest value of a tensor that are to be told apart from their neighbours.</summary>
internal readonly record struct ValueRange(float Low, float High);
