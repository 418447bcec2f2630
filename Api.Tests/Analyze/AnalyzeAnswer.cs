using System.Net;
using System.Text.Json;

namespace Api.Tests.Analyze;

/// <summary>What a picture was answered with.</summary>
internal sealed record AnalyzeAnswer(string ImageName, int Width, int Height, IReadOnlyList<FoundObject> Detections)
{
    /// <summary>Reads a response that must be a success.</summary>
    internal static async Task<AnalyzeAnswer> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        JsonElement size = root.GetProperty("image_dimensions");
        return new AnalyzeAnswer(
            root.GetProperty("image_name").GetString()!,
            size.GetProperty("width").GetInt32(),
            size.GetProperty("height").GetInt32(),
            [.. root.GetProperty("detections").EnumerateArray().Select(FoundObject.From)]);
    }
}

/// <summary>An object of an answer.</summary>
internal sealed record FoundObject(string ClassName, int ClassId, double Confidence, PixelBox Box)
{
    internal static FoundObject From(JsonElement detection)
    {
        JsonElement box = detection.GetProperty("box_2d");
        return new FoundObject(
            detection.GetProperty("class_name").GetString()!,
            detection.GetProperty("class_id").GetInt32(),
            detection.GetProperty("confidence").GetDouble(),
            new PixelBox(
                box.GetProperty("x_min").GetInt32(), box.GetProperty("y_min").GetInt32(),
                box.GetProperty("x_max").GetInt32(), box.GetProperty("y_max").GetInt32()));
    }
}

/// <summary>A box in whole pixels.</summary>
internal sealed record PixelBox(int XMin, int YMin, int XMax, int YMax)
{
    private double Area => (double)(XMax - XMin) * (YMax - YMin);

    /// <summary>Intersection over union, 0 to 1.</summary>
    internal double OverlapWith(PixelBox other)
    {
        double width = Math.Max(0, Math.Min(XMax, other.XMax) - Math.Max(XMin, other.XMin));
        double height = Math.Max(0, Math.Min(YMax, other.YMax) - Math.Max(YMin, other.YMin));
        return width * height / (Area + other.Area - (width * height));
    }
}
