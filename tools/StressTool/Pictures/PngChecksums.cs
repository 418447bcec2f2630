using System.Buffers.Binary;
using TestSupport;

namespace StressTool.Pictures;

/// <summary>Corrects the checksums of a damaged PNG, so that a decoder does not refuse it before it reads the damage.</summary>
internal static class PngChecksums
{
    private const int SignatureLength = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Corrects the checksums of all chunks that are complete; leaves anything but a PNG as it is.</summary>
    internal static void Correct(Span<byte> picture)
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
