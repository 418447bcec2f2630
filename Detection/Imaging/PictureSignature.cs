using System.Buffers.Binary;

namespace Detection.Imaging;

/// <summary>Recognises files by their first bytes, for what the table of formats cannot express in a comparison.</summary>
internal static class PictureSignature
{
    /// <summary>
    /// Whether a file of the ISO base media format has one of two brands (ISO/IEC 14496-12, 4.3): a box length, "ftyp", the major brand, a version, then the
    /// compatible brands to the end of the box.
    /// </summary>
    internal static bool HasBrand(ReadOnlySpan<byte> data, ReadOnlySpan<byte> still, ReadOnlySpan<byte> sequence)
    {
        if (!IsIsoMedia(data))
        {
            return false;
        }

        int boxLength = (int)Math.Min((uint)data.Length, BinaryPrimitives.ReadUInt32BigEndian(data));
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

    /// <summary>The name of a well-known format that is not read; null for anything else. An error that names it helps more than "not a picture".</summary>
    internal static string? NameUnsupported(ReadOnlySpan<byte> data)
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

        if (IsIsoMedia(data))
        {
            return HasBrand(data, "heic"u8, "mif1"u8) || HasBrand(data, "heix"u8, "msf1"u8) ? "HEIC" : "Video";
        }

        ReadOnlySpan<byte> text = data.StartsWith("\uFEFF"u8) ? data[3..] : data;
        text = text[..Math.Min(text.Length, 1024)].TrimStart(" \t\r\n"u8);
        return text.StartsWith("<svg"u8) || (text.StartsWith("<?xml"u8) && text.IndexOf("<svg"u8) >= 0) ? "SVG" : null;
    }

    private static bool IsIsoMedia(ReadOnlySpan<byte> data) => data.Length >= 16 && data[4..].StartsWith("ftyp"u8);
}
