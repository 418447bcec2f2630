using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StressTool.Reports;

/// <summary>A report for programs.</summary>
internal static class ReportJson
{
    internal static string Write(ScenarioReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("scenario", report.Scenario);
            writer.WriteBoolean("held", report.IsHeld);
            writer.WriteStartArray("criteria");
            foreach (Criterion criterion in report.Criteria)
            {
                Write(writer, criterion);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("figures");
            foreach ((string name, string value) in report.Figures)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteStartArray("notes");
            foreach (string note in report.Notes)
            {
                writer.WriteStringValue(note);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Criterion criterion)
    {
        writer.WriteStartObject();
        writer.WriteString("name", criterion.Name);
        writer.WriteString("required", criterion.Required);
        writer.WriteString("measured", criterion.Measured);
        if (criterion.IsHeld is { } isHeld)
        {
            writer.WriteBoolean("held", isHeld);
        }
        else
        {
            writer.WriteNull("held");
        }

        writer.WriteEndObject();
    }
}
