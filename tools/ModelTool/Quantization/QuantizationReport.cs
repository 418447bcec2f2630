using System.Text.Json.Serialization;
using ModelTool.Optimization;

namespace ModelTool.Quantization;

/// <summary>What <c>quantize</c> did and found, for people and programs. Times are medians in milliseconds, sizes bytes.</summary>
/// <param name="Model">The float model's file.</param>
/// <param name="Output">The file that was written; null where it was refused.</param>
/// <param name="Options">How it was quantized.</param>
/// <param name="CalibrationPictures">On how many pictures it was calibrated.</param>
/// <param name="Convolutions">How many convolutions it has.</param>
/// <param name="Search">What stays in float, and why.</param>
/// <param name="FloatAp">COCO AP of the float model.</param>
/// <param name="QuantizedAp">COCO AP of the quantized model.</param>
/// <param name="Run">Bare inference on one thread.</param>
/// <param name="FloatBytes">The size of the float model's file.</param>
/// <param name="QuantizedBytes">The size of the quantized model's file.</param>
internal sealed record QuantizationReport(
    string Model,
    string? Output,
    QuantizationOptions Options,
    int CalibrationPictures,
    int Convolutions,
    SearchResult Search,
    double FloatAp,
    double QuantizedAp,
    SideBySide Run,
    long FloatBytes,
    long QuantizedBytes)
{
    /// <summary>What AP was lost.</summary>
    public double ApLoss => FloatAp - QuantizedAp;

    /// <summary>The size, in parts of the float model's.</summary>
    public double SizeRatio => (double)QuantizedBytes / FloatBytes;
}

/// <summary>Writing of <see cref="QuantizationReport"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(QuantizationReport))]
internal sealed partial class QuantizationReportJson : JsonSerializerContext;
