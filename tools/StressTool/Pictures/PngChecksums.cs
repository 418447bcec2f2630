using System.Buffers.Binary;
using TestSupport;

namespace StressTool.Pictures;

/// <summary>Makes the checksums of a damaged PNG fit again, so that the damage gets past the first look.</summary>
internal static class PngChecksums
{
    private const int SignatureLength = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Mends the checksums of all chunks that lie in the picture whole; does nothing to what is no PNG.</summary>
    internal static void Mend(Span<byte> picture)
    {
        if (picture.Length < SignatureLength || !picture[1..].StartsWith("PNG"u8))
        {
            return;
        }

        for (Span<byte> rest = picture[SignatureLength..]; rest.Length >= ChunkOverhead;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
            {
                return;
            }

            int end = 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(rest[end..], Png.Crc32(rest[4..end]));
            rest = rest[(end + 4)..];
        }
    }
}
