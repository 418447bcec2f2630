using System.Buffers;
using System.Text.Json;
using Detection;

namespace Api.Telemetry;

/// <summary>
/// Metrics for CloudWatch without an agent: a line of JSON on standard output for each analysis, which CloudWatch Logs turns into metrics. The format
/// is the embedded metric format (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html);
/// the names are those that the deployment's dashboard and alarms read.
/// </summary>
internal sealed class EmbeddedMetrics(TimeProvider clock, TextWriter output)
{
    private const string ImageSize = "ImageSize";
    private const string DetectionCount = "DetectionCount";
    private const string InferenceTime = "InferenceTime";
    private const string ErrorCount = "ErrorCount";

    /// <summary>Writes the line of an analysis.</summary>
    internal void Write(DetectionResult result) => WriteLine(json =>
    {
        json.WriteStartArray("CloudWatchMetrics");
        WriteDirective(json, "YOLO/ObjectDetection", ImageSize, DetectionCount, "Count");
        WriteDirective(json, "YOLO/Performance", dimension: null, InferenceTime, "Milliseconds");
        WriteDirective(json, "YOLO/Errors", dimension: null, ErrorCount, "Count");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString(ImageSize, $"{result.Picture.Width}x{result.Picture.Height}");
        json.WriteNumber(DetectionCount, result.Objects.Count);
        json.WriteNumber(InferenceTime, Math.Round(result.Timings.Inference.TotalMilliseconds, 3));
        json.WriteNumber(ErrorCount, 0);
    });

    /// <summary>Writes the line of an analysis that failed, for a reason of the service's.</summary>
    internal void WriteError() => WriteLine(static json =>
    {
        json.WriteStartArray("CloudWatchMetrics");
        WriteDirective(json, "YOLO/Errors", dimension: null, ErrorCount, "Count");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber(ErrorCount, 1);
    });

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("_aws");
            json.WriteNumber("Timestamp", clock.GetUtcNow().ToUnixTimeMilliseconds());
            write(json);
            json.WriteEndObject();
        }

        // In one go: whatever else is written at the same time must not end up in the line.
        buffer.Write("\n"u8);
        output.Write(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    private static void WriteDirective(Utf8JsonWriter json, string space, string? dimension, string metric, string unit)
    {
        json.WriteStartObject();
        json.WriteString("Namespace", space);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        if (dimension is not null)
        {
            json.WriteStringValue(dimension);
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        json.WriteStartObject();
        json.WriteString("Name", metric);
        json.WriteString("Unit", unit);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
