namespace ModelTool.Quantization;

/// <summary>What runs of the float model on pictures have shown.</summary>
/// <param name="Histograms">The values of each tensor.</param>
/// <param name="ChannelMeans">The mean of each channel, of those tensors that convolutions read.</param>
/// <param name="Shapes">The shape of each tensor.</param>
/// <param name="Pictures">How many pictures were run.</param>
internal sealed record Calibration(
    IReadOnlyDictionary<string, ActivationHistogram> Histograms,
    IReadOnlyDictionary<string, double[]> ChannelMeans,
    IReadOnlyDictionary<string, long[]> Shapes,
    int Pictures);
