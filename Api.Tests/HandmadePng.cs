using System.Buffers.Binary;
using System.IO.Compression;

namespace Api.Tests;

/// <summary>Greyscale PNG files written chunk by chunk, for headers and damages that no camera makes.</summary>
internal static class HandmadePng
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A complete picture of noise, which does not compress.</summary>
    internal static byte[] Noise(int width, int height)
    {
        byte[] rows = new byte[height * (width + 1)];
        new Random(1).NextBytes(rows);
        for (int row = 0; row < height; row++)
        {
            // The filter of a row: none.
            rows[row * (width + 1)] = 0;
        }

        return Write(width, height, rows);
    }

    /// <summary>A picture that claims a size and has next to no pixels.</summary>
    internal static byte[] ClaimingSize(int width, int height) => Write(width, height, new byte[64]);

    private static byte[] Write(int width, int height, byte[] rows)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;

        using MemoryStream pixels = new();
        using (ZLibStream deflate = new(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(rows);
        }

        using MemoryStream file = new();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, pixels.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32([.. type, .. data]));
        file.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
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
}
