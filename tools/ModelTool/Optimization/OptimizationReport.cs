using System.Text.Json.Serialization;

namespace ModelTool.Optimization;

/// <summary>What <c>optimize</c> did and found, for people and programs. Times are medians in milliseconds, sizes bytes.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Output">The file that was written; null where it was refused.</param>
/// <param name="Steps">What was done.</param>
/// <param name="BytesBefore">The size of the model's file.</param>
/// <param name="BytesAfter">The size of the optimized file.</param>
/// <param name="Load">Opening a session.</param>
/// <param name="Run">Bare inference on one thread.</param>
/// <param name="Tolerance">How far detections may move.</param>
/// <param name="Check">How far they moved.</param>
/// <param name="Warnings">What the reader should know.</param>
internal sealed record OptimizationReport(
    string Model,
    string? Output,
    OptimizationSteps Steps,
    long BytesBefore,
    long BytesAfter,
    SideBySide Load,
    SideBySide Run,
    OutputTolerance Tolerance,
    OutputCheck Check,
    IReadOnlyList<string> Warnings);

/// <summary>Writing of <see cref="OptimizationReport"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(OptimizationReport))]
internal sealed partial class OptimizationReportJson : JsonSerializerContext;
