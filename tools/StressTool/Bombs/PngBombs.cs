using System.Buffers.Binary;
using TestSupport;

namespace StressTool.Bombs;

/// <summary>PNG: pixels, texts and colour profiles that inflate a thousandfold.</summary>
internal static class PngBombs
{
    private const byte Grey = 0;
    private const byte Rgb = 2;
    private const byte Palette = 3;
    private const int Side = 30_000;
    private const long Inflated = 300L * 1024 * 1024;

    internal static IEnumerable<Bomb> All()
    {
        byte[] oneBitPixels = Png.Chunk("IDAT"u8, Png.DeflateZeros(Side * ((Side / 8L) + 1)));
        yield return new Bomb("PNG of 900 MP, 1 bit grey", Png.OfChunks(Side, Side, 1, Grey, isInterlaced: false, [oneBitPixels]));
        yield return new Bomb("PNG of 900 MP, 1 bit palette", Png.OfChunks(Side, Side, 1, Palette, isInterlaced: false, [Png.Chunk("PLTE"u8, new byte[6]), oneBitPixels]));
        yield return new Bomb("PNG of 900 MP, interlaced", Png.OfChunks(Side, Side, 1, Grey, isInterlaced: true, [oneBitPixels]));
        yield return new Bomb("PNG claiming 2,147,483,647 x 2,147,483,647", Png.HeaderOnly(int.MaxValue, int.MaxValue));
        yield return new Bomb("PNG claiming 65,535 x 65,535", Png.HeaderOnly(65_535, 65_535));
        yield return new Bomb("PNG claiming 1 x 50,000,001", Png.HeaderOnly(1, 50_000_001));

        byte[] fewPixels = Png.Chunk("IDAT"u8, Png.DeflateZeros(64 * ((64 * 3) + 1)));
        byte[] deflated = Png.DeflateZeros(Inflated);
        yield return Small("64 x 64 PNG over 112 MB of pixels", oneBitPixels);
        yield return Small("PNG with a zTXt of 300 MB", Png.Chunk("zTXt"u8, [.. "Comment\0\0"u8, .. deflated]), fewPixels);
        yield return Small("PNG with a zTXt of 300 MB behind its pixels", fewPixels, Png.Chunk("zTXt"u8, [.. "Comment\0\0"u8, .. deflated]));
        yield return Small("PNG with an iTXt of 300 MB", Png.Chunk("iTXt"u8, [.. "Comment\0\u0001\0\0\0"u8, .. deflated]), fewPixels);
        yield return Small("PNG with an iCCP of 300 MB", Png.Chunk("iCCP"u8, [.. "profile\0\0"u8, .. deflated]), fewPixels);
        yield return Small("PNG with 100 zTXt of 3 MB", [.. Enumerable.Repeat(Png.Chunk("zTXt"u8, [.. "Comment\0\0"u8, .. Png.DeflateZeros(Inflated / 100)]), 100), fewPixels]);
        yield return Small("PNG with 100,000 empty texts", [.. Enumerable.Repeat(Png.Chunk("tEXt"u8, "a\0"u8), 100_000), fewPixels]);
        yield return Small("animated PNG of 20,000 frames", AnimatedChunks(20_000, fewPixels));
    }

    private static Bomb Small(string name, params IEnumerable<byte[]> chunks) => new(name, Png.OfChunks(64, 64, 8, Rgb, isInterlaced: false, chunks), MayBeAnswered: true);

    // The frames are the picture itself again and again, each with a sequence number before it (https://www.w3.org/TR/png-3/#apng-frame-based-animation).
    private static IEnumerable<byte[]> AnimatedChunks(int frames, byte[] pixels)
    {
        yield return Png.Chunk("acTL"u8, [.. BigEndian(int.MaxValue), .. BigEndian(0)]);
        yield return pixels;
        byte[] data = pixels[8..^4];
        for (int frame = 0; frame < frames; frame++)
        {
            yield return Png.Chunk("fcTL"u8, [.. BigEndian(frame * 2), .. BigEndian(64), .. BigEndian(64), .. BigEndian(0), .. BigEndian(0), 0, 1, 0, 1, 0, 0]);
            yield return Png.Chunk("fdAT"u8, [.. BigEndian((frame * 2) + 1), .. data]);
        }
    }

    private static byte[] BigEndian(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
