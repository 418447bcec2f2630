using System.Buffers.Binary;

namespace StressTool.Bombs;

/// <summary>GIF: canvases and frames larger than they are, and frames without end.</summary>
internal static class GifBombs
{
    // Codes of 3 bits: clear, colour 0, end.
    private static readonly byte[] OnePixel = [2, 2, 0b0100_0100, 0b0000_0001, 0];

    internal static IEnumerable<Bomb> All() =>
    [
        new("GIF claiming 65,535 x 65,535", Gif(65_535, 65_535, 1, 65_535, 65_535)),
        new("GIF of 1 x 1 with a frame of 65,535 x 65,535", Gif(1, 1, 1, 65_535, 65_535)),
        new("GIF of 5,000 frames", Gif(64, 64, 5_000, 1, 1)),
        new("GIF of 100,000 frames", Gif(64, 64, 100_000, 1, 1)),
    ];

    /// <summary>A GIF of black frames, each with the data of one pixel (https://www.w3.org/Graphics/GIF/spec-gif89a.txt).</summary>
    internal static byte[] Gif(ushort width, ushort height, int frames, ushort frameWidth, ushort frameHeight)
    {
        using MemoryStream file = new();
        file.Write("GIF89a"u8);
        WriteNumbers(file, width, height);

        // A palette of two colours, both black.
        file.Write([0x80, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (int frame = 0; frame < frames; frame++)
        {
            file.WriteByte(0x2C);
            WriteNumbers(file, 0, 0, frameWidth, frameHeight);
            file.WriteByte(0);
            file.Write(OnePixel);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static void WriteNumbers(MemoryStream file, params ReadOnlySpan<ushort> numbers)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (ushort number in numbers)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
            file.Write(bytes);
        }
    }
}
