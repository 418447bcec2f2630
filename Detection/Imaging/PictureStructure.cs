using System.Buffers.Binary;
using System.Globalization;

namespace Detection.Imaging;

/// <summary>
/// Reads from a picture what costs a decoder time or memory before it can report it: the number of frames of an animated WebP, of pages of a TIFF and of
/// scans of a JPEG, and the size of a TIFF. Nothing is decoded, and counting stops at the limit.
/// </summary>
internal static class PictureStructure
{
    // Colours and alpha take four or five; the rest leaves room for masks and near infrared.
    private const int MaxTiffSamples = 8;

    // A camera writes about fifty. 256 unknown ones take libtiff some six milliseconds.
    private const int MaxTiffDirectoryTags = 256;

    private const int MaxTiffTags = 20_000;

    /// <summary>
    /// How many scans a JPEG has, as far as <paramref name="limit"/> + 1 (ITU-T T.81, annex B). Each scan of a progressive JPEG goes over
    /// all pixels, so a small file with many scans costs any amount of time.
    /// </summary>
    internal static int CountJpegScans(ReadOnlySpan<byte> data, int limit)
    {
        const byte StartOfScan = 0xDA, EndOfImage = 0xD9;
        int scans = 0, components = 0, at = 2;
        bool isProgressive = false;
        while (scans <= limit && FindMarker(data, at) is var marker and >= 0)
        {
            byte code = data[marker + 1];
            if (code == EndOfImage)
            {
                break;
            }

            // Restart markers and fill bytes stand alone; all others are followed by their length, which counts itself.
            at = marker + 2;
            if (code is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at = code == 0xFF ? marker + 1 : at;
                continue;
            }

            if (at + 2 > data.Length)
            {
                break;
            }

            ReadOnlySpan<byte> segment = data[at..Math.Min(data.Length, at + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(data[at..])))];
            at += segment.Length;
            if (code is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC && segment.Length > 7)
            {
                components = segment[7];
                isProgressive = code is 0xC2 or 0xC6 or 0xCA or 0xCE;
            }
            else if (code == StartOfScan)
            {
                scans++;

                // One scan of all components is all there is to a picture that is not progressive: a decoder looks no further.
                if (!isProgressive && segment.Length > 2 && segment[2] == components)
                {
                    break;
                }
            }
        }

        return scans;
    }

    // In what lies between markers, 0xFF is followed by zero.
    private static int FindMarker(ReadOnlySpan<byte> data, int from)
    {
        while (from < data.Length && data[from..].IndexOf((byte)0xFF) is var offset and >= 0 && from + offset + 1 < data.Length)
        {
            if (data[from + offset + 1] != 0)
            {
                return from + offset;
            }

            from += offset + 2;
        }

        return -1;
    }

    /// <summary>
    /// How many frames a WebP has, as far as <paramref name="limit"/> + 1. RIFF: chunks of four letters, a length and as many bytes, filled up to an even
    /// number (RFC 9649).
    /// </summary>
    internal static int CountWebPFrames(ReadOnlySpan<byte> data, int limit)
    {
        const int RiffHeader = 12, ChunkHeader = 8;
        int frames = 0;
        for (long at = RiffHeader; frames <= limit && at + ChunkHeader <= data.Length;)
        {
            ReadOnlySpan<byte> chunk = data[(int)at..];
            frames += chunk.StartsWith("ANMF"u8) ? 1 : 0;
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += ChunkHeader + length + (length & 1);
        }

        return Math.Max(1, frames);
    }

    /// <summary>
    /// How many pages a TIFF has, as far as <paramref name="limit"/> + 1. A chain of directories, each a number of entries of one size and the offset of the
    /// next directory (TIFF 6.0, section 2; BigTIFF has wider numbers).
    /// </summary>
    internal static int CountTiffPages(ReadOnlySpan<byte> data, int limit)
    {
        int pages = 0;
        for (TiffDirectory directory = TiffDirectory.First(data); pages <= limit && directory.IsValid; directory = directory.Next())
        {
            pages++;
        }

        return Math.Max(1, pages);
    }

    /// <summary>
    /// Throws if a TIFF has more tags or samples than a picture needs. libtiff's time grows with the square of a directory's unknown tags, and it reads every
    /// directory before it can report their number; its memory grows with the samples of a pixel.
    /// </summary>
    /// <param name="data">The picture.</param>
    /// <param name="maxPages">Most directories; those behind them are not looked at.</param>
    /// <exception cref="PictureException"><see cref="PictureFault.TooLarge"/> or <see cref="PictureFault.UnsupportedFormat"/>.</exception>
    internal static void ThrowIfTiffTooComplex(ReadOnlySpan<byte> data, int maxPages)
    {
        const int SamplesPerPixel = 277;
        TiffDirectory directory = TiffDirectory.First(data);
        ulong samples = directory.ReadNumber(SamplesPerPixel);
        if (samples > MaxTiffSamples)
        {
            throw new PictureException(
                PictureFault.UnsupportedFormat,
                string.Create(CultureInfo.InvariantCulture, $"A TIFF with {samples} samples a pixel is not supported; at most {MaxTiffSamples} are accepted."));
        }

        long tags = 0;
        for (int page = 0; page <= maxPages && directory.IsValid; page++, directory = directory.Next())
        {
            tags += directory.Count;
            if (directory.Count > MaxTiffDirectoryTags || tags > MaxTiffTags)
            {
                throw new PictureException(
                    PictureFault.TooLarge,
                    string.Create(CultureInfo.InvariantCulture, $"The picture has too many tags: at most {MaxTiffDirectoryTags} a page and {MaxTiffTags} in all are accepted."));
            }
        }
    }

    /// <summary>
    /// The size of a TIFF's first page. libtiff makes tables of all strips when it opens a picture, so a size that cannot be accepted costs memory by then.
    /// </summary>
    /// <returns>Width and height in pixels; zero where the directory does not say.</returns>
    internal static (ulong Width, ulong Height) ReadTiffSize(ReadOnlySpan<byte> data)
    {
        const int ImageWidth = 256, ImageLength = 257;
        TiffDirectory first = TiffDirectory.First(data);
        return (first.ReadNumber(ImageWidth), first.ReadNumber(ImageLength));
    }
}
