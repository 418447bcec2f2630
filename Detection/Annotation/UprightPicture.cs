using Detection.Imaging;
using Detection.Imaging.Vips;

namespace Detection.Annotation;

/// <summary>
/// A picture as it is drawn on: in full size, upright, of 8 bits a channel, R, G, B and perhaps alpha. One that is stored upright streams; one that must be
/// turned is in memory as a whole, since its last row is needed first.
/// </summary>
internal sealed class UprightPicture : IDisposable
{
    // What is transparent is shown on white by most that shows pictures.
    private const string FlattenOptions = "background=255";

    private UprightPicture(VipsImage image, bool isProfileTrue) => (Image, IsProfileTrue) = (image, isProfileTrue);

    /// <summary>The pixels.</summary>
    internal VipsImage Image { get; }

    /// <summary>Whether the file's colour profile holds for these pixels: one of RGB for RGB, not one of CMYK or grey for what was made of it.</summary>
    internal bool IsProfileTrue { get; }

    /// <summary>Makes the picture.</summary>
    /// <param name="stored">As it is stored; to be disposed after this.</param>
    /// <param name="orientation">How it is stored.</param>
    /// <param name="keepsAlpha">Whether alpha is kept, where the picture has any, or laid on white.</param>
    /// <exception cref="VipsException">It cannot be decoded, or has no colours that can be brought to sRGB.</exception>
    internal static UprightPicture Make(VipsImage stored, ExifOrientation orientation, bool keepsAlpha)
    {
        bool isRgb = stored.Interpretation is VipsInterpretation.Srgb or VipsInterpretation.Rgb or VipsInterpretation.Rgb16;
        bool isProfileTrue = isRgb && IsRgbProfile(stored.BlobOf("icc-profile-data"u8));
        VipsImage image = ToRgb(stored.Share());
        if (image.HasAlpha && !keepsAlpha)
        {
            image = image.Replace("flatten", FlattenOptions);
        }

        int bands = image.HasAlpha ? 4 : 3;
        if (image.Bands > bands)
        {
            image = image.Replace("extract_band", bands == 4 ? "band=0,n=4" : "band=0,n=3");
        }

        if (image.Format != VipsBandFormat.UChar)
        {
            image = image.Replace("cast", "format=uchar");
        }

        if (orientation is not (ExifOrientation.Upright or ExifOrientation.MirrorHorizontal))
        {
            using VipsImage streamed = image;
            image = streamed.ToMemory();
        }

        return new UprightPicture(orientation == ExifOrientation.Upright ? image : image.Replace("autorot", string.Empty), isProfileTrue);
    }

    public void Dispose() => Image.Dispose();

    private static VipsImage ToRgb(VipsImage image)
    {
        if (image.Interpretation == VipsInterpretation.Multiband)
        {
            // Bands that nobody has named are taken for colours, as they are when the picture is analysed.
            image = image.Bands >= 3
                ? image.Replace("extract_band", "band=0,n=3").Replace("copy", "interpretation=srgb")
                : image.Replace("extract_band", "band=0,n=1").Replace("copy", "interpretation=b-w");
        }

        bool isReady = image is { Format: VipsBandFormat.UChar, Bands: >= 3, Interpretation: VipsInterpretation.Srgb or VipsInterpretation.Rgb };
        return isReady ? image : image.Replace("colourspace", "space=srgb");
    }

    // The data's colour space stands 16 bytes into a profile's header (ICC.1, 7.2.6).
    private static bool IsRgbProfile(ReadOnlySpan<byte> profile) => profile.Length >= 20 && profile[16..20].SequenceEqual("RGB "u8);
}
