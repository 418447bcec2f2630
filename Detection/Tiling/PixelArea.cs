using Detection.Imaging;

namespace Detection.Tiling;

/// <summary>A part of a picture, in whole pixels.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Width, at least 1.</param>
/// <param name="Height">Height, at least 1.</param>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    internal int Right => Left + Width;

    internal int Bottom => Top + Height;

    /// <summary>Where a part of the upright picture is in the picture as it is stored.</summary>
    /// <param name="orientation">How it is stored.</param>
    /// <param name="width">Width of the upright picture.</param>
    /// <param name="height">Height of the upright picture.</param>
    internal PixelArea ToStored(ExifOrientation orientation, int width, int height) => orientation switch
    {
        ExifOrientation.MirrorHorizontal => this with { Left = width - Right },
        ExifOrientation.Rotate180 => this with { Left = width - Right, Top = height - Bottom },
        ExifOrientation.MirrorVertical => this with { Top = height - Bottom },
        ExifOrientation.Transpose => new PixelArea(Top, Left, Height, Width),
        ExifOrientation.Rotate90 => new PixelArea(Top, width - Right, Height, Width),
        ExifOrientation.Transverse => new PixelArea(height - Bottom, width - Right, Height, Width),
        ExifOrientation.Rotate270 => new PixelArea(height - Bottom, Left, Height, Width),
        _ => this,
    };
}
