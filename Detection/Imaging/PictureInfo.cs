namespace Detection.Imaging;

/// <summary>What a picture's header says.</summary>
/// <param name="Format">The format, recognised by content.</param>
/// <param name="Width">Width of the upright picture in pixels.</param>
/// <param name="Height">Height of the upright picture in pixels.</param>
/// <param name="Orientation">How it is stored, by EXIF.</param>
public readonly record struct PictureInfo(PictureFormat Format, int Width, int Height, ExifOrientation Orientation);
