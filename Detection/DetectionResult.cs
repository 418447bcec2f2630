using Detection.Imaging;

namespace Detection;

/// <summary>A detected object.</summary>
/// <param name="ClassName">Name of its class.</param>
/// <param name="ClassId">Id of its class, from 0.</param>
/// <param name="Confidence">The model's score, 0 to 1.</param>
/// <param name="Box">Its box.</param>
public readonly record struct DetectedObject(string ClassName, int ClassId, float Confidence, BoundingBox Box);

/// <summary>A box in pixels of the upright picture, inside it; the origin is the top left corner.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge, greater than the left one.</param>
/// <param name="Bottom">Bottom edge, greater than the top one.</param>
public readonly record struct BoundingBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width in pixels.</summary>
    public float Width => Right - Left;

    /// <summary>Height in pixels.</summary>
    public float Height => Bottom - Top;

    /// <summary>The whole pixels of the box, its edges rounded: at least one pixel, and none outside the picture.</summary>
    /// <param name="width">Width of the upright picture in pixels.</param>
    /// <param name="height">Height of the upright picture in pixels.</param>
    public PixelArea ToPixels(int width, int height)
    {
        (int left, int right) = Round(Left, Right, width);
        (int top, int bottom) = Round(Top, Bottom, height);
        return new PixelArea(left, top, right, bottom);
    }

    private static (int First, int End) Round(float low, float high, int length)
    {
        int first = Math.Clamp((int)MathF.Round(low), 0, length - 1);
        return (first, Math.Clamp((int)MathF.Round(high), first + 1, length));
    }
}

/// <summary>Durations of the stages of an analysis.</summary>
/// <param name="Queue">Wait for a session.</param>
/// <param name="Decode">Reading the header and decoding the pixels.</param>
/// <param name="Letterbox">Resampling and normalising them into the input.</param>
/// <param name="Inference">Running the model.</param>
/// <param name="Head">Reading its output: candidates, suppression, mapping back.</param>
/// <param name="Total">The whole call.</param>
public readonly record struct DetectionTimings(TimeSpan Queue, TimeSpan Decode, TimeSpan Letterbox, TimeSpan Inference, TimeSpan Head, TimeSpan Total);

/// <summary>The result of an analysis.</summary>
/// <param name="Picture">The picture, as its header says.</param>
/// <param name="Objects">The objects, best first.</param>
/// <param name="Timings">The durations of its stages.</param>
public sealed record DetectionResult(PictureInfo Picture, IReadOnlyList<DetectedObject> Objects, DetectionTimings Timings);
