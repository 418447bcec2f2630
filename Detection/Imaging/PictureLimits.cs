using System.Globalization;

namespace Detection.Imaging;

/// <summary>What a picture may be at most, judged by its header before a pixel is decoded.</summary>
internal static class PictureLimits
{
    /// <summary>Requires a picture to be within those limits that are judged before any decoder sees it.</summary>
    /// <param name="data">The picture.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="PictureException"><see cref="PictureFault.TooLarge"/>, with what is too large; or it is no picture at all.</exception>
    internal static void RequireStructure(ReadOnlySpan<byte> data, DetectorOptions options)
    {
        PictureFormat format = PictureFormat.Identify(data);
        if (format.CountFrames?.Invoke(data, options.MaxFrames) > options.MaxFrames)
        {
            throw TooLarge($"The picture has more than the {options.MaxFrames} frames or pages that are taken.");
        }

        if (format.CountScans?.Invoke(data, options.MaxScans) > options.MaxScans)
        {
            throw TooLarge($"The picture has more than the {options.MaxScans} scans that are taken.");
        }

        if (format.CountMetadataBytes?.Invoke(data, options.MaxMetadataBytes) > options.MaxMetadataBytes)
        {
            throw TooLarge($"The picture has more than the {options.MaxMetadataBytes} bytes of metadata that are taken.");
        }
    }

    /// <summary>Requires a picture to be within the limits that its decoder judges by its header.</summary>
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
