using Detection.Imaging;
using Detection.Imaging.Vips;

namespace Detection.Annotation;

/// <summary>
/// A picture prepared for drawing: full size, upright, 8 bits per channel, R, G, B and optionally alpha. One that is stored upright is streamed; one that must
/// be rotated is held in memory as a whole, since its last row may be needed first.
/// </summary>
internal sealed class UprightPicture : IDisposable
{
    // Most viewers show transparent parts on white.
    private const byte Background = 255;

    private UprightPicture(VipsImage image, bool isProfileValid) => (Image, IsProfileValid) = (image, isProfileValid);

    /// <summary>The pixels.</summary>
    internal VipsImage Image { get; }

    /// <summary>
    /// Whether the file's colour profile applies to these pixels: an RGB profile of an RGB file does; a profile of CMYK or grey does not, since its
    /// pixels were converted.
    /// </summary>
    internal bool IsProfileValid { get; }

    /// <summary>Prepares the picture.</summary>
    /// <param name="stored">The picture as it is stored; to be disposed after the result.</param>
    /// <param name="orientation">How it is stored.</param>
    /// <param name="keepsAlpha">Whether alpha is kept; otherwise transparent parts become white.</param>
    /// <exception cref="VipsException">It cannot be decoded, or has no colours that can be brought to sRGB.</exception>
    internal static UprightPicture Make(VipsImage stored, ExifOrientation orientation, bool keepsAlpha)
    {
        bool isRgb = stored.Interpretation is VipsInterpretation.Srgb or VipsInterpretation.Rgb or VipsInterpretation.Rgb16;
        bool isProfileValid = isRgb && IsRgbProfile(stored.BlobOf("icc-profile-data"u8));
        VipsImage image = stored.Share().ToSrgb(keepsGrey: false, keepsAlpha ? null : Background);
        if (orientation is not (ExifOrientation.Upright or ExifOrientation.MirrorHorizontal))
        {
            using VipsImage streamed = image;
            image = streamed.ToMemory();
        }

        return new UprightPicture(orientation == ExifOrientation.Upright ? image : image.Replace("autorot", string.Empty), isProfileValid);
    }

    public void Dispose() => Image.Dispose();

    // The data's colour space stands 16 bytes into a profile's header (ICC.1, 7.2.6).
    private static bool IsRgbProfile(ReadOnlySpan<byte> profile) => profile.Length >= 20 && profile[16..20].SequenceEqual("RGB "u8);
}
