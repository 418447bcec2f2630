using System.Text.Json;
using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>Detections in COCO's results format (https://cocodataset.org/#format-results), which other evaluation tools read.</summary>
internal static class CocoResults
{
    /// <summary>Writes them to a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="detections">The detections.</param>
    internal static void Write(string path, IEnumerable<CocoDetection> detections)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file);
        json.WriteStartArray();
        foreach (CocoDetection detection in detections)
        {
            json.WriteStartObject();
            json.WriteNumber("image_id"u8, detection.ImageId);
            json.WriteNumber("category_id"u8, detection.CategoryId);
            json.WriteStartArray("bbox"u8);
            json.WriteNumberValue(detection.X);
            json.WriteNumberValue(detection.Y);
            json.WriteNumberValue(detection.Width);
            json.WriteNumberValue(detection.Height);
            json.WriteEndArray();
            json.WriteNumber("score"u8, detection.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
