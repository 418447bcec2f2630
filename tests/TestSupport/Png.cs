using System.Buffers.Binary;
using System.IO.Compression;

namespace TestSupport;

/// <summary>Writes PNG pictures whose pixels a test knows (https://www.w3.org/TR/png-3/).</summary>
public static class Png
{
    private const byte ColourTypeGrey = 0;
    private const byte ColourTypeRgb = 2;

    /// <summary>An RGB picture of 8 bits a channel.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixel">The colour at a place (x, y).</param>
    public static byte[] Rgb(int width, int height, Func<int, int, (byte R, byte G, byte B)> pixel)
    {
        ArgumentNullException.ThrowIfNull(pixel);
        byte[] rows = new byte[height * ((width * 3) + 1)];
        int at = 0;
        for (int y = 0; y < height; y++)
        {
            at++;
            for (int x = 0; x < width; x++, at += 3)
            {
                (rows[at], rows[at + 1], rows[at + 2]) = pixel(x, y);
            }
        }

        return Write(width, height, 8, ColourTypeRgb, Deflate(rows));
    }

    /// <summary>A picture of one colour.</summary>
    public static byte[] Flat(int width, int height, byte r, byte g, byte b) => Rgb(width, height, (_, _) => (r, g, b));

    /// <summary>A header that promises a grey picture of any size, with no pixels behind it.</summary>
    public static byte[] HeaderOnly(int width, int height) => Write(width, height, 8, ColourTypeGrey, []);

    /// <summary>A picture with a further chunk behind its header.</summary>
    /// <param name="picture">A picture made here.</param>
    /// <param name="type">Four letters.</param>
    /// <param name="data">The chunk's content.</param>
    public static byte[] WithChunk(byte[] picture, string type, byte[] data)
    {
        const int HeaderEnd = 33;
        ArgumentNullException.ThrowIfNull(picture);
        return [.. picture.AsSpan(0, HeaderEnd), .. Chunk(System.Text.Encoding.ASCII.GetBytes(type), data), .. picture.AsSpan(HeaderEnd)];
    }

    /// <summary>A picture chunk by chunk.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="depth">Bits a channel.</param>
    /// <param name="colourType">0 grey, 2 RGB, 3 palette, 6 RGB with alpha.</param>
    /// <param name="isInterlaced">Whether the rows are said to come in seven passes.</param>
    /// <param name="chunks">What stands between the first chunk and the last, each made by <see cref="Chunk"/>.</param>
    public static byte[] OfChunks(int width, int height, byte depth, byte colourType, bool isInterlaced, params IEnumerable<byte[]> chunks)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colourType;
        header[12] = isInterlaced ? (byte)1 : (byte)0;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. chunks.SelectMany(chunk => chunk), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A chunk: its length, name, data and checksum.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    /// <summary>The checksum of a chunk's name and data.</summary>
    public static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }

    /// <summary>So many zeros, compressed: about a thousandth of them.</summary>
    public static byte[] DeflateZeros(long count)
    {
        using MemoryStream target = new();
        using (ZLibStream stream = new(target, CompressionLevel.SmallestSize))
        {
            byte[] block = new byte[1 << 16];
            for (; count > 0; count -= block.Length)
            {
                stream.Write(block, 0, (int)Math.Min(count, block.Length));
            }
        }

        return target.ToArray();
    }

    private static byte[] Write(int width, int height, byte depth, byte colourType, byte[] data) =>
        OfChunks(width, height, depth, colourType, isInterlaced: false, [Chunk("IDAT"u8, data)]);

    private static byte[] Deflate(byte[] data)
    {
        using MemoryStream target = new();
        using (ZLibStream stream = new(target, CompressionLevel.Fastest))
        {
            stream.Write(data);
        }

        return target.ToArray();
    }
}
