using System.Buffers.Binary;
using StressTool.Pictures;

namespace StressTool.Bombs;

/// <summary>JPEG: sizes that are not true, and scans without end.</summary>
internal static class JpegBombs
{
    private const byte BaselineFrame = 0xC0;

    internal static IEnumerable<Bomb> All()
    {
        byte[] sample = SeedPicture.Known.Bytes;
        yield return new Bomb("JPEG claiming 65,535 x 65,535", ClaimingSize(sample, 65_535, 65_535));
        yield return new Bomb("JPEG claiming 65,535 x 800", ClaimingSize(sample, 65_535, 800));
        yield return new Bomb("JPEG claiming 8 x 8", ClaimingSize(sample, 8, 8), MayBeAnswered: true);
        yield return new Bomb("JPEG of 16 MP with 500 scans", ManyScans(4_000, 500));
    }

    private static byte[] ClaimingSize(byte[] jpeg, ushort width, ushort height)
    {
        byte[] lying = [.. jpeg];
        for (int at = 2; lying[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(lying.AsSpan(at + 2)))
        {
            if (lying[at + 1] == BaselineFrame)
            {
                BinaryPrimitives.WriteUInt16BigEndian(lying.AsSpan(at + 5), height);
                BinaryPrimitives.WriteUInt16BigEndian(lying.AsSpan(at + 7), width);
                return lying;
            }
        }

        throw new ArgumentException("The JPEG has no baseline frame.");
    }

    /// <summary>
    /// A progressive picture, grey all over: a scan of the DC coefficients with a bit a block, then again and again one without any of the AC
    /// coefficients, in a few bytes, for which a decoder walks over all blocks (ITU-T T.81, annex G).
    /// </summary>
    internal static byte[] ManyScans(ushort side, int scans)
    {
        int blocks = (side + 7) / 8 * ((side + 7) / 8);
        using MemoryStream file = new();
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(file, 0xC2, [8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, 1, 1, 0x11, 0]);

        // One code of one bit each: DC difference 0; a run of 2^14 and more blocks without coefficients.
        Segment(file, 0xC4, [0x00, 1, .. new byte[15], 0x00]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0xE0]);
        Segment(file, 0xDA, [1, 1, 0x00, 0, 0, 0x00]);
        file.Write(new byte[(blocks + 7) / 8]);
        byte[] runs = EndOfBandRuns(blocks);
        for (int scan = 0; scan < scans; scan++)
        {
            Segment(file, 0xDA, [1, 1, 0x00, 1, 63, 0x00]);
            file.Write(runs);
        }

        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    // The code, then 14 bits of how many blocks beyond 2^14: all ones, the longest run there is. The last may run beyond the picture.
    private static byte[] EndOfBandRuns(int blocks)
    {
        const int MostBlocks = (1 << 15) - 1;
        List<bool> bits = [];
        for (; blocks > 0; blocks -= MostBlocks)
        {
            bits.Add(false);
            bits.AddRange(Enumerable.Repeat(true, 14));
        }

        // What fills the last byte is ones too.
        bits.AddRange(Enumerable.Repeat(true, (8 - (bits.Count % 8)) % 8));

        // Behind FF stands 00, so that it is no marker.
        return [.. bits.Chunk(8).Select(bits => (byte)bits.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0))).SelectMany(value => value == 0xFF ? (byte[])[0xFF, 0] : [value])];
    }

    private static void Segment(MemoryStream file, byte marker, ReadOnlySpan<byte> data)
    {
        Span<byte> head = [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2)];
        file.Write(head);
        file.Write(data);
    }
}
