using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Detection.Models;

namespace ModelTool.Inspection;

/// <summary>What is known of a model's file, as it is written to JSON.</summary>
internal sealed record InspectionReport
{
    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its hash, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether the service would take it.</summary>
    [JsonPropertyName("usable")]
    public bool IsUsable { get; init; }

    /// <summary>Why the service would not, a sentence; null where it would.</summary>
    public string? Refusal { get; init; }

    /// <summary>What is wrong with what it computes, a sentence each.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>What one should know before using it, a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>How its output is read; null where that is not clear.</summary>
    public ModelFamily? Family { get; init; }

    /// <summary>The task its metadata names; null where it names none.</summary>
    public string? Task { get; init; }

    /// <summary>Width of the input in pixels; null where it is unknown.</summary>
    public int? InputWidth { get; init; }

    /// <summary>Height of the input in pixels.</summary>
    public int? InputHeight { get; init; }

    /// <summary>What goes in.</summary>
    public ImmutableArray<TensorFacts> Inputs { get; init; } = [];

    /// <summary>What comes out.</summary>
    public ImmutableArray<TensorFacts> Outputs { get; init; } = [];

    /// <summary>The class names, by class id; empty where they are not known.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>What the graph is made of; null for a file that ONNX Runtime alone can read (.ort).</summary>
    public GraphFacts? Graph { get; init; }

    /// <summary>Multiplications with addition in a run on one picture, of convolutions and matrix products; null where it could not be counted.</summary>
    public long? Macs { get; init; }

    /// <summary>How it fits AWS Lambda.</summary>
    public required LambdaFit Lambda { get; init; }

    /// <summary>Operators that ONNX Runtime would run slowly on the CPU.</summary>
    public ImmutableArray<SlowOperator> SlowOperators { get; init; } = [];

    /// <summary>The sidecars that would settle what is ambiguous, one a possible family; empty where nothing is.</summary>
    public ImmutableArray<ModelSidecar> Sidecars { get; init; } = [];
}

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape, with x between the sizes and a question mark for a dynamic one.</param>
internal sealed record TensorFacts(string Name, string Type, string Shape);

/// <summary>How a file fits a Lambda function.</summary>
/// <param name="LimitBytes">What a function and its layers may have together, unzipped.</param>
/// <param name="Share">The file's share of it.</param>
internal sealed record LambdaFit(long LimitBytes, double Share)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>250 MB: AWS's limit of a function with its layers, unzipped.</summary>
    private const long Unzipped = 250 * Megabyte;

    /// <summary>A model above this leaves too little to the rest. 200 MB.</summary>
    private const long WarnAbove = 200 * Megabyte;

    /// <summary>How a file of a length fits.</summary>
    internal static LambdaFit Of(long bytes) => new(Unzipped, (double)bytes / Unzipped);

    /// <summary>What to warn of for a file of a length; null for nothing.</summary>
    internal static string? Warning(long bytes) => bytes > WarnAbove
        ? FormattableString.Invariant($"The file has {bytes / (double)Megabyte:F0} MB: above 200 MB too little is left of the 250 MB that a Lambda function may have unzipped, with the service itself. Store its weights as float16, quantise it, or deploy it in a container image.")
        : null;
}

/// <summary>Writes inspections without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InspectionReport))]
internal sealed partial class InspectionJson : JsonSerializerContext;
