using System.Globalization;

namespace Detection.Imaging;

/// <summary>What a picture may be at most, judged by its header before a pixel is decoded.</summary>
internal static class PictureLimits
{
    /// <summary>Requires a picture to be within the limits.</summary>
    /// <exception cref="PictureException"><see cref="PictureFault.TooLarge"/>, with what is too large.</exception>
    internal static void Require(PictureDecoder decoder, DetectorOptions options)
    {
        PictureInfo info = decoder.Info;
        if (info.Width > options.MaxSide || info.Height > options.MaxSide || (long)info.Width * info.Height > options.MaxPixels)
        {
            throw TooLarge($"The picture has {info.Width} x {info.Height} pixels; at most {options.MaxPixels} in all and {options.MaxSide} a side are taken.");
        }

        if (decoder.Frames > options.MaxFrames)
        {
            throw TooLarge($"The picture has {decoder.Frames} frames or pages; at most {options.MaxFrames} are taken.");
        }

        if (decoder.MetadataBytes > options.MaxMetadataBytes)
        {
            throw TooLarge($"The picture has {decoder.MetadataBytes} bytes of metadata; at most {options.MaxMetadataBytes} are taken.");
        }
    }

    private static PictureException TooLarge(FormattableString sentence) =>
        new(PictureFault.TooLarge, sentence.ToString(CultureInfo.InvariantCulture));
}
