namespace ModelTool.Quantization;

/// <summary>What <c>quantize</c> is asked for.</summary>
/// <param name="Model">The float model's file.</param>
/// <param name="Calibration">Pictures whose activations set the ranges, and on which units are judged.</param>
/// <param name="Images">The folder with the annotated pictures.</param>
/// <param name="Annotations">COCO's instances JSON of those.</param>
/// <param name="Options">How it is quantized.</param>
internal sealed record QuantizationSettings(FileInfo Model, byte[][] Calibration, DirectoryInfo Images, FileInfo Annotations, QuantizationOptions Options)
{
    /// <summary>How far detections on calibration pictures may differ from the float model's before more is kept in float, 0 to 1.</summary>
    internal double MaxDifference { get; init; } = 0.08;

    /// <summary>How much of all multiplications may stay in float, 0 to 1.</summary>
    internal double MaxFloatShare { get; init; } = 0.2;

    /// <summary>Calibration pictures on which units are judged.</summary>
    internal int JudgedPictures { get; init; } = 12;

    /// <summary>Annotated pictures on which the two models are timed.</summary>
    internal int TimedPictures { get; init; } = 40;
}
