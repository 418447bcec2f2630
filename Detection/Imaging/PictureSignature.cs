namespace Detection.Imaging;

/// <summary>
/// Tells a picture's format by its first bytes, never by a name or a media type: what is not in the list reaches no decoder.
/// </summary>
internal static class PictureSignature
{
    /// <summary>The format of a picture.</summary>
    /// <param name="data">Its bytes, or at least the first 64 of them.</param>
    /// <exception cref="PictureException"><see cref="PictureFault.NotAPicture"/> or <see cref="PictureFault.UnsupportedFormat"/>.</exception>
    internal static PictureFormat Identify(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return PictureFormat.Jpeg;
        }

        if (data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return PictureFormat.Png;
        }

        if (data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8))
        {
            return PictureFormat.WebP;
        }

        if (data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8))
        {
            return PictureFormat.Gif;
        }

        if (data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8) || data.StartsWith("II+\0"u8) || data.StartsWith("MM\0+"u8))
        {
            return PictureFormat.Tiff;
        }

        if (data.Length >= 16 && data[4..].StartsWith("ftyp"u8) && HasBrand(data, "avif"u8, "avis"u8))
        {
            return PictureFormat.Avif;
        }

        throw UnsupportedName(data) is { } name
            ? new PictureException(PictureFault.UnsupportedFormat, $"{name} is not supported; send a JPEG, PNG, WebP, GIF, AVIF or TIFF picture.")
            : new PictureException(PictureFault.NotAPicture, "The data is not a picture in JPEG, PNG, WebP, GIF, AVIF or TIFF format.");
    }

    // ISO base media: a box length, "ftyp", the major brand, a version, then the compatible brands to the end of the box.
    private static bool HasBrand(ReadOnlySpan<byte> data, ReadOnlySpan<byte> still, ReadOnlySpan<byte> sequence)
    {
        int boxLength = (int)Math.Min((uint)data.Length, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data));
        for (int at = 8; at + 4 <= boxLength; at += 4)
        {
            ReadOnlySpan<byte> brand = data.Slice(at, 4);
            if (at != 12 && (brand.SequenceEqual(still) || brand.SequenceEqual(sequence)))
            {
                return true;
            }
        }

        return false;
    }

    // Formats a caller may well have sent in good faith: naming them is a better answer than "not a picture".
    private static string? UnsupportedName(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("BM"u8) && data.Length > 14)
        {
            return "BMP";
        }

        if (data.StartsWith("%PDF-"u8))
        {
            return "PDF";
        }

        if (data.StartsWith("8BPS"u8))
        {
            return "Photoshop";
        }

        if (data.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
        {
            return "ICO";
        }

        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || (data.Length >= 12 && data[4..].StartsWith("JXL "u8)))
        {
            return "JPEG XL";
        }

        if (data.Length >= 12 && data[4..].StartsWith("jP  "u8))
        {
            return "JPEG 2000";
        }

        if (data.Length >= 16 && data[4..].StartsWith("ftyp"u8))
        {
            return HasBrand(data, "heic"u8, "mif1"u8) || HasBrand(data, "heix"u8, "msf1"u8) ? "HEIC" : "Video";
        }

        ReadOnlySpan<byte> text = data.StartsWith("\uFEFF"u8) ? data[3..] : data;
        text = text[..Math.Min(text.Length, 1024)].TrimStart(" \t\r\n"u8);
        return text.StartsWith("<svg"u8) || (text.StartsWith("<?xml"u8) && text.IndexOf("<svg"u8) >= 0) ? "SVG" : null;
    }
}
