namespace Detection.Imaging;

/// <summary>Whole pixels of a picture.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">The column behind the last.</param>
/// <param name="Bottom">The row below the last.</param>
public readonly record struct PixelArea(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Columns.</summary>
    public int Width => Right - Left;

    /// <summary>Rows.</summary>
    public int Height => Bottom - Top;

    private bool IsEmpty => Right <= Left || Bottom <= Top;

    internal PixelArea Intersect(in PixelArea other) => new(
        Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>Where these pixels of the upright picture are in the picture as it is stored.</summary>
    /// <param name="orientation">How it is stored.</param>
    /// <param name="width">Width of the upright picture.</param>
    /// <param name="height">Height of the upright picture.</param>
    internal PixelArea ToStored(ExifOrientation orientation, int width, int height) => orientation switch
    {
        ExifOrientation.MirrorHorizontal => new(width - Right, Top, width - Left, Bottom),
        ExifOrientation.Rotate180 => new(width - Right, height - Bottom, width - Left, height - Top),
        ExifOrientation.MirrorVertical => new(Left, height - Bottom, Right, height - Top),
        ExifOrientation.Transpose => new(Top, Left, Bottom, Right),
        ExifOrientation.Rotate90 => new(Top, width - Right, Bottom, width - Left),
        ExifOrientation.Transverse => new(height - Bottom, width - Right, height - Top, width - Left),
        ExifOrientation.Rotate270 => new(height - Bottom, Left, height - Top, Right),
        _ => this,
    };

    internal bool Touches(in PixelArea other) => !Intersect(other).IsEmpty;
}
