using System.Buffers.Binary;

namespace StressTool.Bombs;

/// <summary>WebP: a lossless picture of one colour takes no bits a pixel, so its header alone is a whole picture of any size.</summary>
internal static class WebPBombs
{
    internal static IEnumerable<Bomb> All() =>
    [
        new("WebP of 268 MP in 40 bytes", File(OneColour(16_384, 16_384))),
        new("WebP claiming a canvas of 16,777,216 x 255", File(Canvas(16_777_216, 255, isAnimated: false), OneColour(16_384, 255))),
        new("WebP claiming a canvas of 65,535 x 65,535", File(Canvas(65_535, 65_535, isAnimated: true), Animation(1))),
        new("animated WebP of 5,000 frames", File(Canvas(64, 64, isAnimated: true), Animation(5_000))),
        new("animated WebP of 20,000 frames", File(Canvas(64, 64, isAnimated: true), Animation(20_000))),
    ];

    /// <summary>A lossless picture of one colour (RFC 9649, section 3).</summary>
    internal static byte[] OneColour(int width, int height)
    {
        // From the lowest bit: width - 1 and height - 1 in 14 bits each, no alpha, version 0; no transform, no cache, no groups of codes; then five codes of
        // one symbol each, which takes no bits: simple, one symbol, of one bit, 0.
        UInt128 bits = (uint)(width - 1) | ((UInt128)(uint)(height - 1) << 14);
        int at = 32 + 3;
        for (int code = 0; code < 5; code++, at += 4)
        {
            bits |= (UInt128)1 << at;
        }

        byte[] data = new byte[1 + ((at + 7) / 8)];
        data[0] = 0x2F;
        for (int i = 1; i < data.Length; i++, bits >>= 8)
        {
            data[i] = (byte)(bits & 0xFF);
        }

        return Chunk("VP8L"u8, data);
    }

    /// <summary>A file of chunks.</summary>
    internal static byte[] File(params IEnumerable<byte[]> chunks) => Chunk("RIFF"u8, [.. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)]);

    private static byte[] Canvas(int width, int height, bool isAnimated) =>
        Chunk("VP8X"u8, [isAnimated ? (byte)2 : (byte)0, 0, 0, 0, .. Number(width - 1)[..3], .. Number(height - 1)[..3]]);

    private static byte[] Animation(int frames)
    {
        byte[] pixel = OneColour(1, 1);
        byte[] frame = Chunk("ANMF"u8, [.. new byte[12], 10, 0, 0, 0, .. pixel]);
        return [.. Chunk("ANIM"u8, new byte[6]), .. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes)];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        [.. name, .. Number(data.Length), .. data, .. data.Length % 2 == 0 ? default : "\0"u8];

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
