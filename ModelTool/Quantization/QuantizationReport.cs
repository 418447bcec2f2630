using ModelTool.Optimization;

namespace ModelTool.Quantization;

/// <summary>What came of a quantization.</summary>
/// <param name="Units">How many convolutions there are.</param>
/// <param name="Sensitivities">What each does alone, most harmful for its work first.</param>
/// <param name="KeptInFloat">The convolutions kept in float.</param>
/// <param name="Difference">How far detections on calibration pictures differ from the float model's, 0 to 1.</param>
/// <param name="FloatAp">COCO AP of the float model.</param>
/// <param name="QuantizedAp">COCO AP of the quantized model.</param>
/// <param name="Times">Bare inference on one thread.</param>
/// <param name="FloatBytes">Size of the float model's file.</param>
/// <param name="QuantizedBytes">Size of the quantized model's file.</param>
internal sealed record QuantizationReport(
    int Units,
    IReadOnlyList<UnitSensitivity> Sensitivities,
    IReadOnlyList<string> KeptInFloat,
    double Difference,
    double FloatAp,
    double QuantizedAp,
    SideBySide Times,
    long FloatBytes,
    long QuantizedBytes)
{
    /// <summary>What AP was lost.</summary>
    internal double ApLoss => FloatAp - QuantizedAp;
}
