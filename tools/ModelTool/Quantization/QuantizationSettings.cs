using ModelTool.Evaluation;

namespace ModelTool.Quantization;

/// <summary>What <c>quantize</c> is asked for.</summary>
/// <param name="Model">The float model's file.</param>
/// <param name="Options">How it is quantized.</param>
/// <param name="Calibration">Pictures whose activations set the ranges, and on which convolutions are judged.</param>
/// <param name="Truth">The true boxes of the pictures on which both models are measured.</param>
/// <param name="Images">The folder with those pictures.</param>
internal sealed record QuantizationSettings(
    FileInfo Model, QuantizationOptions Options, IReadOnlyList<byte[]> Calibration, CocoAnnotations Truth, DirectoryInfo Images)
{
    /// <summary>How far detections on calibration pictures may differ from the float model's before more is kept in float, 0 to 1.</summary>
    internal double MaxDifference { get; init; } = 0.09;

    /// <summary>How much of what all convolutions cost may stay in float, 0 to 1.</summary>
    internal double MaxFloatShare { get; init; } = 0.2;

    /// <summary>Calibration pictures on which convolutions are judged, at least 1.</summary>
    internal int JudgedPictures { get; init; } = 12;

    /// <summary>Annotated pictures on which the two models are timed, at least 1.</summary>
    internal int TimedPictures { get; init; } = 40;
}
