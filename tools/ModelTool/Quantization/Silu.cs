namespace ModelTool.Quantization;

/// <summary>The activation x * sigmoid(x), as far as quantizing what goes into it is concerned.</summary>
internal static class Silu
{
    private const float Lowest = -32;

    /// <summary>
    /// The argument below which the result is nearer to 0 than half a step of its own scale: what lies below it need not be told apart, so that the
    /// bytes are spent on what matters. The result's minimum is at -1.278; below that it rises towards 0.
    /// </summary>
    /// <param name="outputScale">The scale of the quantized result.</param>
    internal static float LowestThatMatters(float outputScale)
    {
        float x = -1.278f;
        while (x > Lowest && -x / (1 + MathF.Exp(-x)) > outputScale / 2)
        {
            x -= 0.01f;
        }

        return x;
    }
}
