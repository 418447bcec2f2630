using Detection.Imaging;
using Detection.Imaging.Vips;

namespace Detection.Annotation;

/// <summary>
/// A picture as it is drawn on: in full size, upright, of 8 bits a channel, R, G, B and perhaps alpha. One that is stored upright streams; one that must be
/// turned is in memory as a whole, since its last row is needed first.
/// </summary>
internal sealed class UprightPicture : IDisposable
{
    // Most viewers show transparent parts on white.
    private const byte Background = 255;

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
        VipsImage image = stored.Share().ToSrgb(keepsGrey: false, keepsAlpha ? null : Background);
        if (orientation is not (ExifOrientation.Upright or ExifOrientation.MirrorHorizontal))
        {
            using VipsImage streamed = image;
            image = streamed.ToMemory();
        }

        return new UprightPicture(orientation == ExifOrientation.Upright ? image : image.Replace("autorot", string.Empty), isProfileTrue);
    }

    public void Dispose() => Image.Dispose();

    // The data's colour space stands 16 bytes into a profile's header (ICC.1, 7.2.6).
    private static bool IsRgbProfile(ReadOnlySpan<byte> profile) => profile.Length >= 20 && profile[16..20].SequenceEqual("RGB "u8);
}
