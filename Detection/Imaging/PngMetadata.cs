using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Detection.Imaging;

/// <summary>
/// Counts what the texts and the colour profile of a PNG unpack to (https://www.w3.org/TR/png-3/#11textinfo). The decoder unpacks all
/// of them before it can report their size, so a hundred small ones can expand to any amount.
/// </summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;
    private const int ChunkHeader = 8;
    private const int ChunkChecksum = 4;

    // Unpacking has a cost even where nothing comes out: very many empty texts must not be free.
    private const int LeastOfPackedChunk = 1024;

    /// <summary>Counts unpacked bytes and stops a little above <paramref name="limit"/>. Broken data counts up to where it breaks.</summary>
    /// <param name="data">The picture.</param>
    /// <param name="limit">Where counting may stop.</param>
    internal static long CountBytes(ReadOnlySpan<byte> data, long limit)
    {
        long bytes = 0;
        for (long at = SignatureLength; bytes <= limit && at + ChunkHeader <= data.Length;)
        {
            ReadOnlySpan<byte> chunk = data[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            ReadOnlySpan<byte> content = chunk.Slice(ChunkHeader, (int)Math.Min(length, (uint)(chunk.Length - ChunkHeader)));
            bytes += CountChunk(chunk.Slice(4, 4), content, limit - bytes);
            at += ChunkHeader + (long)length + ChunkChecksum;
        }

        return bytes;
    }

    private static long CountChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, long limit)
    {
        if (type.SequenceEqual("tEXt"u8) || type.SequenceEqual("eXIf"u8))
        {
            return content.Length;
        }

        // A name and a zero byte, then the method, which is always deflate.
        int name = content.IndexOf((byte)0) + 1;
        if (name == 0)
        {
            return 0;
        }

        if (type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iCCP"u8))
        {
            return CountPacked(content[Math.Min(content.Length, name + 1)..], limit);
        }

        return type.SequenceEqual("iTXt"u8) ? CountInternational(content[name..], limit) : 0;
    }

    // Whether it is packed, the method, a language and a translated name with a zero byte each, then the text.
    private static long CountInternational(ReadOnlySpan<byte> content, long limit)
    {
        if (content.Length < 2 || content[0] == 0)
        {
            return content.Length;
        }

        ReadOnlySpan<byte> rest = content[2..];
        rest = rest[(rest.IndexOf((byte)0) + 1)..];
        return CountPacked(rest[(rest.IndexOf((byte)0) + 1)..], limit);
    }

    private static unsafe long CountPacked(ReadOnlySpan<byte> packed, long limit)
    {
        // An empty span has no address that a stream could be made of.
        if (packed.IsEmpty)
        {
            return LeastOfPackedChunk;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        long bytes = 0;
        try
        {
            fixed (byte* pointer = packed)
            {
                using UnmanagedMemoryStream stream = new(pointer, packed.Length);
                using ZLibStream unpacked = new(stream, CompressionMode.Decompress);
                for (int read; bytes <= limit && (read = unpacked.Read(buffer)) > 0;)
                {
                    bytes += read;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // Whether the picture is damaged is decided by its decoder.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Math.Max(bytes, LeastOfPackedChunk);
    }
}
