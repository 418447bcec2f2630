using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelTool.Reports;

/// <summary>Writes reports as JSON without reflection: indented, snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // File names and class names of any language as they are: this JSON goes into no page.
    private static ReportJson Readable =>
        field ??= new ReportJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The JSON of an evaluation.</summary>
    internal static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, Readable.EvaluationReport);

    /// <summary>The JSON of a comparison.</summary>
    internal static string Write(ComparisonReport report) => JsonSerializer.Serialize(report, Readable.ComparisonReport);
}
