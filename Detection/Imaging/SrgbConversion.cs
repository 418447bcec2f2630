using System.Globalization;
using Detection.Imaging.Vips;

namespace Detection.Imaging;

/// <summary>Brings an image of any colours and depth to 8 bits a channel on sRGB: for the model and for drawing alike, so that both see the same colours.</summary>
internal static class SrgbConversion
{
    /// <summary>Takes an image and gives another; the one taken is disposed.</summary>
    /// <param name="image">The image.</param>
    /// <param name="keepsGrey">Whether a grey picture stays at one band rather than getting three equal ones.</param>
    /// <param name="background">The grey level that transparent parts become, 0 to 255; null to keep alpha as one more band.</param>
    /// <returns>1 band (grey) or 3 (R, G, B), and one of alpha where it is kept and the picture has it.</returns>
    /// <exception cref="VipsException">The image has no colours that can be brought to sRGB.</exception>
    internal static VipsImage ToSrgb(this VipsImage image, bool keepsGrey, byte? background)
    {
        image = NameBands(image);
        VipsInterpretation interpretation = image.Interpretation;
        bool isGrey = keepsGrey && interpretation is VipsInterpretation.BlackWhite or VipsInterpretation.Grey16;
        bool isReady = image.Format == VipsBandFormat.UChar && (isGrey
            ? interpretation == VipsInterpretation.BlackWhite
            : interpretation is VipsInterpretation.Srgb or VipsInterpretation.Rgb);
        if (!isReady)
        {
            image = image.Replace("colourspace", isGrey ? "space=b-w" : "space=srgb");
        }

        if (background is { } grey && image.HasAlpha)
        {
            image = image.Replace("flatten", string.Create(CultureInfo.InvariantCulture, $"background={grey}"));
        }

        int bands = (isGrey ? 1 : 3) + (image.HasAlpha ? 1 : 0);
        if (image.Bands > bands)
        {
            image = image.Replace("extract_band", string.Create(CultureInfo.InvariantCulture, $"band=0,n={bands}"));
        }

        image = image.Format == VipsBandFormat.UChar ? image : image.Replace("cast", "format=uchar");
        if (image.Bands != bands)
        {
            int found = image.Bands;
            image.Dispose();
            throw new VipsException($"The image has {found} bands on sRGB, not {bands}.");
        }

        return image;
    }

    // Bands that the file gives no meaning are taken for colours, or the first for grey.
    private static VipsImage NameBands(VipsImage image)
    {
        if (image.Interpretation != VipsInterpretation.Multiband)
        {
            return image;
        }

        return image.Bands >= 3
            ? image.Replace("extract_band", "band=0,n=3").Replace("copy", "interpretation=srgb")
            : image.Replace("extract_band", "band=0,n=1").Replace("copy", "interpretation=b-w");
    }
}
