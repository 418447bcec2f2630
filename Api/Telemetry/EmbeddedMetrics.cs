using System.Buffers;
using System.Text;
using System.Text.Json;
using Detection;
using Detection.Telemetry;

namespace Api.Telemetry;

/// <summary>
/// Metrics for CloudWatch without an agent: one line of JSON on standard output for each analysis, which CloudWatch Logs turns into metrics. The format
/// is the embedded metric format (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html);
/// the deployment's dashboard and alarms read these names.
/// </summary>
/// <param name="clock">Gives the time of a line.</param>
/// <param name="output">Where the lines go.</param>
/// <param name="usesExactSize">
/// Whether the dimension <c>ImageSize</c> is <c>1920x1080</c> rather than a size class. CloudWatch bills each value of a dimension as a metric of its own.
/// </param>
internal sealed class EmbeddedMetrics(TimeProvider clock, TextWriter output, bool usesExactSize)
{
    private const string ImageSize = "ImageSize";
    private const string DetectionCount = "DetectionCount";
    private const string InferenceTime = "InferenceTime";
    private const string ErrorCount = "ErrorCount";

    /// <summary>Writes the line of an analysis that succeeded.</summary>
    internal void Write(DetectionResult result) => WriteLine(json =>
    {
        json.WriteStartArray("CloudWatchMetrics");
        WriteDirective(json, "YOLO/ObjectDetection", ImageSize, DetectionCount, "Count");
        WriteDirective(json, "YOLO/Performance", dimension: null, InferenceTime, "Milliseconds");
        WriteDirective(json, "YOLO/Errors", dimension: null, ErrorCount, "Count");
        json.WriteEndArray();
        json.WriteEndObject();
        (int width, int height) = (result.Picture.Width, result.Picture.Height);
        json.WriteString(ImageSize, usesExactSize ? $"{width}x{height}" : DetectionTelemetry.SizeClassOf(width, height));
        json.WriteNumber(DetectionCount, result.Objects.Count);
        json.WriteNumber(InferenceTime, Math.Round(result.Timings.Inference.TotalMilliseconds, 3));
        json.WriteNumber(ErrorCount, 0);

        // No directive names these two: they are fields to search for in Logs Insights and cost nothing more.
        json.WriteNumber("ImageWidth", width);
        json.WriteNumber("ImageHeight", height);
    });

    /// <summary>Writes the line of an analysis that failed through the service's fault.</summary>
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

        // In one call: output of other threads must not end up inside the line.
        buffer.Write("\n"u8);
        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
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
