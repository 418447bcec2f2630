using Detection.Imaging;

namespace Detection.Annotation;

/// <summary>Line width, letter size and quality of annotations, derived from the size of the picture so that they look alike on all pictures.</summary>
internal readonly struct AnnotationStyle
{
    // Smaller letters are not legible.
    private const int LeastCapHeight = 7;

    private readonly double _side;

    /// <summary>The style for a picture.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    internal AnnotationStyle(int width, int height)
    {
        _side = Math.Sqrt((double)width * height);
        LineWidth = Math.Max(1, (int)Math.Round(_side / 250));
        CapHeight = Math.Max(LeastCapHeight, (int)Math.Round(_side / 62));
        PaddingX = Math.Max(2, (int)Math.Round(CapHeight * 0.55));
        PaddingY = Math.Max(2, (int)Math.Round(CapHeight * 0.45));
    }

    /// <summary>Width of a box's line in pixels, at least 1.</summary>
    internal int LineWidth { get; }

    /// <summary>Height of a capital letter in whole pixels, so that letters align with the pixel grid.</summary>
    internal int CapHeight { get; }

    /// <summary>Pixels of a label left and right of its text.</summary>
    internal int PaddingX { get; }

    /// <summary>Pixels of a label above its capitals and below its baseline.</summary>
    internal int PaddingY { get; }

    /// <summary>Height of a label in pixels.</summary>
    internal int LabelHeight => CapHeight + (2 * PaddingY);

    /// <summary>
    /// How well the picture is written. The level is 80 to 93: the more pixels a picture has, the less visible are the losses of compression. From 90
    /// on JPEG keeps colours in full resolution, which thin lines of small pictures need. WebP halves the resolution of colours at any level: the smallest
    /// pictures, whose lines would vanish, are written without loss, small ones with more effort for colours.
    /// </summary>
    internal WriteQuality Quality => new(
        (int)Math.Round(Math.Clamp(93 - (5 * Math.Log2(_side / 512)), 80, 93)), IsLossless: _side <= 256, IsFineInColor: _side <= 512);
}
