using Detection;
using Detection.Imaging;

namespace Api.Analyze;

/// <summary>What was found in a picture.</summary>
/// <param name="ImageName">Name of the picture, as it was sent, or image.jpg.</param>
/// <param name="ImageDimensions">Size of the upright picture.</param>
/// <param name="Detections">What was found, best first.</param>
/// <param name="DetectionCount">How many.</param>
internal sealed record AnalyzeResponse(string ImageName, ImageDimensions ImageDimensions, IReadOnlyList<DetectionResponse> Detections, int DetectionCount)
{
    /// <summary>The response for a result.</summary>
    internal static AnalyzeResponse From(string imageName, DetectionResult result)
    {
        int width = result.Picture.Width, height = result.Picture.Height;
        DetectionResponse[] detections = [.. result.Objects.Select(found => DetectionResponse.From(found, width, height))];
        return new AnalyzeResponse(imageName, new ImageDimensions(width, height), detections, detections.Length);
    }
}

/// <summary>Size of the upright picture.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal sealed record ImageDimensions(int Width, int Height);

/// <summary>An object found.</summary>
/// <param name="ClassName">Name of its class.</param>
/// <param name="ClassId">Id of its class.</param>
/// <param name="Confidence">How sure the model is, 0 to 1, to three decimals.</param>
/// <param name="Box2d">Where it is, in whole pixels.</param>
/// <param name="NormalizedBox">Where it is, as parts of the picture's sides.</param>
internal sealed record DetectionResponse(
    string ClassName,
    int ClassId,
    double Confidence,
    [property: System.Text.Json.Serialization.JsonPropertyName("box_2d")] PixelBox Box2d,
    NormalizedBox NormalizedBox)
{
    internal static DetectionResponse From(in DetectedObject found, int width, int height) => new(
        found.ClassName,
        found.ClassId,
        Math.Round(found.Confidence, 3),
        PixelBox.From(found.Box, width, height),
        NormalizedBox.From(found.Box, width, height));
}

/// <summary>A box in whole pixels of the upright picture, inside it, at least one pixel wide and high.</summary>
/// <param name="XMin">Left edge, 0 to width - 1.</param>
/// <param name="YMin">Top edge, 0 to height - 1.</param>
/// <param name="XMax">Right edge, 1 to width.</param>
/// <param name="YMax">Bottom edge, 1 to height.</param>
internal sealed record PixelBox(int XMin, int YMin, int XMax, int YMax)
{
    internal static PixelBox From(in BoundingBox box, int width, int height)
    {
        PixelArea pixels = box.ToPixels(width, height);
        return new PixelBox(pixels.Left, pixels.Top, pixels.Right, pixels.Bottom);
    }
}

/// <summary>A box in parts of the picture's sides, 0 to 1, to four decimals.</summary>
/// <param name="XCenter">Centre, from the left.</param>
/// <param name="YCenter">Centre, from the top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record NormalizedBox(double XCenter, double YCenter, double Width, double Height)
{
    internal static NormalizedBox From(in BoundingBox box, int width, int height) => new(
        Math.Round((box.Left + box.Right) / 2.0 / width, 4),
        Math.Round((box.Top + box.Bottom) / 2.0 / height, 4),
        Math.Round(box.Width / (double)width, 4),
        Math.Round(box.Height / (double)height, 4));
}
