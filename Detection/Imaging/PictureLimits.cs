using System.Globalization;

namespace Detection.Imaging;

/// <summary>The limits on a picture that are checked by its header, before a pixel is decoded.</summary>
internal static class PictureLimits
{
    /// <summary>Throws if a picture exceeds a limit that is checked before any decoder sees it.</summary>
    /// <param name="data">The picture.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="PictureException"><see cref="PictureFault.TooLarge"/>, with what is too large; or another fault where the format is not read.</exception>
    internal static void ThrowIfStructureTooLarge(ReadOnlySpan<byte> data, DetectorOptions options)
    {
        PictureFormat format = PictureFormat.Identify(data);
        if (format.ReadSize is { } readSize)
        {
            (ulong width, ulong height) = readSize(data);
            ThrowIfSizeTooLarge(width, height, options);
        }

        format.ThrowIfTooComplex?.Invoke(data, options.MaxFrames);
        if (format.CountFrames?.Invoke(data, options.MaxFrames) > options.MaxFrames)
        {
            throw TooLarge($"The picture has more than {options.MaxFrames} frames or pages, the most that are accepted.");
        }

        if (format.CountScans?.Invoke(data, options.MaxScans) > options.MaxScans)
        {
            throw TooLarge($"The picture has more than {options.MaxScans} scans, the most that are accepted.");
        }

        if (format.CountMetadataBytes?.Invoke(data, options.MaxMetadataBytes) > options.MaxMetadataBytes)
        {
            throw TooLarge($"The picture has more than {options.MaxMetadataBytes} bytes of metadata, the most that are accepted.");
        }
    }

    /// <summary>Throws if a picture exceeds a limit on what its decoder reads from its header.</summary>
    /// <exception cref="PictureException"><see cref="PictureFault.TooLarge"/>, with what is too large.</exception>
    internal static void ThrowIfHeaderTooLarge(PictureDecoder decoder, DetectorOptions options)
    {
        ThrowIfSizeTooLarge((ulong)decoder.Info.Width, (ulong)decoder.Info.Height, options);
        int frames = decoder.Stored.Pages;
        if (frames > options.MaxFrames)
        {
            throw TooLarge($"The picture has {frames} frames or pages; at most {options.MaxFrames} are accepted.");
        }

        long metadataBytes = decoder.Stored.MetadataBytes();
        if (metadataBytes > options.MaxMetadataBytes)
        {
            throw TooLarge($"The picture has {metadataBytes} bytes of metadata; at most {options.MaxMetadataBytes} are accepted.");
        }
    }

    private static void ThrowIfSizeTooLarge(ulong width, ulong height, DetectorOptions options)
    {
        // Each side is judged first, so that the product does not wrap.
        if (width > (ulong)options.MaxSide || height > (ulong)options.MaxSide || width * height > (ulong)options.MaxPixels)
        {
            throw TooLarge($"The picture has {width} x {height} pixels; at most {options.MaxPixels} in all and {options.MaxSide} a side are accepted.");
        }
    }

    private static PictureException TooLarge(FormattableString sentence) =>
        new(PictureFault.TooLarge, sentence.ToString(CultureInfo.InvariantCulture));
}
