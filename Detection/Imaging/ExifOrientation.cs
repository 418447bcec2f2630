namespace Detection.Imaging;

/// <summary>How a stored picture must be transformed to be upright. The values are those of the EXIF tag Orientation (274).</summary>
public enum ExifOrientation
{
    /// <summary>Stored upright.</summary>
    Upright = 1,

    /// <summary>To be mirrored left to right.</summary>
    MirrorHorizontal = 2,

    /// <summary>To be turned by 180 degrees.</summary>
    Rotate180 = 3,

    /// <summary>To be mirrored top to bottom.</summary>
    MirrorVertical = 4,

    /// <summary>To be mirrored along the diagonal from the top left.</summary>
    Transpose = 5,

    /// <summary>To be turned by 90 degrees clockwise.</summary>
    Rotate90 = 6,

    /// <summary>To be mirrored along the diagonal from the top right.</summary>
    Transverse = 7,

    /// <summary>To be turned by 90 degrees counter-clockwise.</summary>
    Rotate270 = 8,
}

/// <summary>Properties of orientations.</summary>
internal static class ExifOrientationExtensions
{
    /// <summary>Whether rows become columns, so that width and height swap.</summary>
    internal static bool SwapsAxes(this ExifOrientation orientation) => orientation >= ExifOrientation.Transpose;
}
