using System.Buffers.Binary;
using System.IO.Compression;

namespace TestSupport;

/// <summary>The pixels of a PNG picture of 8 bits a channel that is not interlaced (https://www.w3.org/TR/png-3/), read without the code under test.</summary>
public sealed class PngPixels
{
    private readonly byte[] _data;

    private PngPixels(int width, int height, int channels, byte[] data) => (Width, Height, Channels, _data) = (width, height, channels, data);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Bytes a pixel: 3 for RGB, 4 with alpha.</summary>
    public int Channels { get; }

    /// <summary>The colour at a place.</summary>
    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            int at = ((y * Width) + x) * Channels;
            return (_data[at], _data[at + 1], _data[at + 2]);
        }
    }

    /// <summary>The alpha at a place; 255 where there is none.</summary>
    public byte AlphaAt(int x, int y) => Channels == 4 ? _data[(((y * Width) + x) * Channels) + 3] : byte.MaxValue;

    /// <summary>Reads a picture.</summary>
    public static PngPixels Read(ReadOnlySpan<byte> picture)
    {
        const int Signature = 8;
        int width = 0, height = 0, channels = 0;
        using MemoryStream packed = new();
        for (int at = Signature; at < picture.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(picture[at..]);
            ReadOnlySpan<byte> type = picture.Slice(at + 4, 4), data = picture.Slice(at + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                channels = (data[8], data[9], data[12]) switch
                {
                    (8, 2, 0) => 3,
                    (8, 6, 0) => 4,
                    _ => throw new InvalidDataException($"Depth {data[8]}, colour type {data[9]}, interlace {data[12]} is not read here."),
                };
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using ZLibStream stream = new(packed, CompressionMode.Decompress);
        return new PngPixels(width, height, channels, Unfilter(stream, width * channels, height, channels));
    }

    /// <summary>Each row begins with how it was filtered: as differences to what lies left (a), above (b) or both (c is left above).</summary>
    private static byte[] Unfilter(Stream stream, int stride, int height, int channels)
    {
        byte[] data = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = stream.ReadByte();
            Span<byte> row = data.AsSpan(y * stride, stride);
            stream.ReadExactly(row);
            for (int i = 0; i < stride; i++)
            {
                int a = i >= channels ? row[i - channels] : 0;
                int b = y > 0 ? data[((y - 1) * stride) + i] : 0;
                int c = y > 0 && i >= channels ? data[((y - 1) * stride) + i - channels] : 0;
                row[i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => Paeth(a, b, c),
                    _ => throw new InvalidDataException($"There is no filter {filter}."),
                });
            }
        }

        return data;
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c;
        int pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
