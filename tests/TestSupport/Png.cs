using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace TestSupport;

/// <summary>
/// PNG pictures whose pixels a test knows. ImageSharp writes those that are whole; what no encoder writes is put together chunk by chunk
/// (https://www.w3.org/TR/png-3/).
/// </summary>
public static class Png
{
    private const byte ColourTypeGrey = 0;

    private static readonly PngEncoder RgbEncoder = new() { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.BestSpeed, FilterMethod = PngFilterMethod.None };

    private static readonly PngEncoder RgbaEncoder = new() { ColorType = PngColorType.RgbWithAlpha, TransparentColorMode = PngTransparentColorMode.Preserve };

    /// <summary>An RGB picture of 8 bits a channel.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixel">The colour at a place (x, y).</param>
    public static byte[] Rgb(int width, int height, Func<int, int, (byte R, byte G, byte B)> pixel)
    {
        ArgumentNullException.ThrowIfNull(pixel);
        return Write(width, height, RgbEncoder, (x, y) =>
        {
            (byte r, byte g, byte b) = pixel(x, y);
            return new Rgb24(r, g, b);
        });
    }

    /// <summary>An RGB picture with alpha, of 8 bits a channel.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixel">The colour at a place (x, y), not multiplied by its alpha.</param>
    public static byte[] Rgba(int width, int height, Func<int, int, (byte R, byte G, byte B, byte A)> pixel)
    {
        ArgumentNullException.ThrowIfNull(pixel);
        return Write(width, height, RgbaEncoder, (x, y) =>
        {
            (byte r, byte g, byte b, byte a) = pixel(x, y);
            return new Rgba32(r, g, b, a);
        });
    }

    /// <summary>A picture of one colour.</summary>
    public static byte[] Flat(int width, int height, byte r, byte g, byte b)
    {
        using Image<Rgb24> image = new(width, height, new Rgb24(r, g, b));
        return Save(image, RgbEncoder);
    }

    /// <summary>A picture of noise, which does not compress; the same each time.</summary>
    public static byte[] Noise(int width, int height)
    {
        Random random = new(1);
        return Rgb(width, height, (_, _) => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
    }

    /// <summary>A header that claims a grey picture of any size, without pixels behind it.</summary>
    public static byte[] HeaderOnly(int width, int height) =>
        OfChunks(width, height, 8, ColourTypeGrey, isInterlaced: false, [Chunk("IDAT"u8, [])]);

    /// <summary>A picture with one more chunk behind its header.</summary>
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

    /// <summary>The ICC profile of a picture; empty where it has none, or is no PNG.</summary>
    public static byte[] ProfileOf(ReadOnlySpan<byte> picture)
    {
        int name = picture.IndexOf("iCCP"u8);
        if (name < 0)
        {
            return [];
        }

        // The profile's name, a zero, a zero for Deflate, and the compressed profile.
        ReadOnlySpan<byte> data = picture.Slice(name + 4, BinaryPrimitives.ReadInt32BigEndian(picture[(name - 4)..]));
        using MemoryStream compressed = new(data[(data.IndexOf((byte)0) + 2)..].ToArray());
        using ZLibStream stream = new(compressed, CompressionMode.Decompress);
        using MemoryStream profile = new();
        stream.CopyTo(profile);
        return profile.ToArray();
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

    private static byte[] Write<TPixel>(int width, int height, PngEncoder encoder, Func<int, int, TPixel> pixel)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = new(width, height);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < height; y++)
            {
                Span<TPixel> row = rows.GetRowSpan(y);
                for (int x = 0; x < width; x++)
                {
                    row[x] = pixel(x, y);
                }
            }
        });
        return Save(image, encoder);
    }

    private static byte[] Save(Image image, PngEncoder encoder)
    {
        using MemoryStream file = new();
        image.SaveAsPng(file, encoder);
        return file.ToArray();
    }
}
