namespace Detection.Imaging;

/// <summary>The picture formats that are read.</summary>
public enum PictureFormat
{
    /// <summary>JPEG, baseline or progressive, also the first picture of an MPO.</summary>
    Jpeg,

    /// <summary>PNG, any colour type and depth.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; of an animation the first frame.</summary>
    WebP,

    /// <summary>GIF; of an animation the first frame.</summary>
    Gif,

    /// <summary>AVIF.</summary>
    Avif,

    /// <summary>TIFF; of several pages the first.</summary>
    Tiff,
}
