namespace ModelTool.Quantization;

/// <summary>How the range of a tensor that is quantized follows from the values seen.</summary>
internal enum CalibrationMethod
{
    /// <summary>All values fit.</summary>
    MinMax,

    /// <summary>All but a given share of the values fit; the others are clipped.</summary>
    Percentile,

    /// <summary>The range whose quantized distribution is nearest to the true one (least Kullback-Leibler divergence).</summary>
    Entropy,
}
