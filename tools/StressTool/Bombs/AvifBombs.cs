using System.Buffers.Binary;
using StressTool.Pictures;

namespace StressTool.Bombs;

/// <summary>AVIF: a size that is not true, and boxes within boxes.</summary>
internal static class AvifBombs
{
    internal static IEnumerable<Bomb> All()
    {
        byte[] still = SeedPicture.Embedded("lossy.avif").Bytes;
        yield return new Bomb("AVIF claiming 60,000 x 60,000", ClaimingSize(still, 60_000, 60_000));
        yield return new Bomb("AVIF claiming 4,294,967,295 x 4,294,967,295", ClaimingSize(still, uint.MaxValue, uint.MaxValue));
        yield return new Bomb("AVIF of 100,000 boxes within one another", [.. FileType(still), .. Nested(100_000)]);
        yield return new Bomb("AVIF of 100,000 boxes one after another", [.. FileType(still), .. Enumerable.Repeat((byte[])[0, 0, 0, 8, .. "free"u8], 100_000).SelectMany(box => box)]);
    }

    // The size property: its name, version and flags, width, height (ISO/IEC 23008-12, 6.5.3).
    private static byte[] ClaimingSize(byte[] avif, uint width, uint height)
    {
        byte[] lying = [.. avif];
        int name = lying.AsSpan().IndexOf("ispe"u8);
        BinaryPrimitives.WriteUInt32BigEndian(lying.AsSpan(name + 8), width);
        BinaryPrimitives.WriteUInt32BigEndian(lying.AsSpan(name + 12), height);
        return lying;
    }

    private static byte[] FileType(byte[] avif) => avif[..(int)BinaryPrimitives.ReadUInt32BigEndian(avif)];

    // A box that may hold others, in one such, and so on.
    private static byte[] Nested(int depth)
    {
        byte[] boxes = new byte[depth * 8];
        for (int level = 0; level < depth; level++)
        {
            Span<byte> box = boxes.AsSpan(level * 8);
            BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
            "iprp"u8.CopyTo(box[4..]);
        }

        return boxes;
    }
}
