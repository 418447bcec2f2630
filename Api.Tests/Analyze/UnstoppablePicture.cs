using System.Buffers.Binary;

namespace Api.Tests.Analyze;

/// <summary>
/// A picture that a decoder takes in one go, so that neither a time-out nor the caller's end stops it: a grey progressive JPEG with thousands of scans.
/// Each scan says in a few bytes that no coefficient changes, and makes the decoder walk over all blocks (ITU-T T.81, annex G).
/// </summary>
internal static class UnstoppablePicture
{
    // Eight runs of blocks, the longest there are, cover all: 511 x 511 of them.
    private const ushort Side = 511 * 8;
    private const int Runs = 8;
    private const int RunBits = 15;

    /// <summary>The setting that lets so many scans pass.</summary>
    internal static (string Name, string Value) Setting { get; } = ("Detection:MaxScans", "10000");

    /// <summary>A picture that takes a processor a good part of a millisecond, or several, for each scan.</summary>
    /// <param name="scans">How many, 1 to 9,999.</param>
    /// <param name="isDamaged">Whether its end is missing, which the decoder notices only there.</param>
    internal static byte[] OfScans(int scans, bool isDamaged = false)
    {
        using MemoryStream file = new();
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        byte[] side = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(side, Side);
        Segment(file, 0xC2, [8, .. side, .. side, 1, 1, 0x11, 0]);

        // One code of one bit each: the same DC value as the block before; a run of 2^14 and more blocks without AC coefficients.
        Segment(file, 0xC4, [0x00, 1, .. new byte[15], 0x00]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0xE0]);
        Segment(file, 0xDA, [1, 1, 0x00, 0, 0, 0x00]);
        file.Write(new byte[(Side / 8 * (Side / 8) / 8) + 1]);
        byte[] runs = [.. EndOfBandRuns()];
        for (int scan = 0; scan < scans; scan++)
        {
            Segment(file, 0xDA, [1, 1, 0x00, 1, 63, 0x00]);
            file.Write(runs);
        }

        if (isDamaged)
        {
            return [.. file.ToArray().AsSpan(..^(runs.Length / 2))];
        }

        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    // Each is the code 0 and fourteen ones. A byte of ones is followed by a zero, so that it is no marker.
    private static IEnumerable<byte> EndOfBandRuns()
    {
        for (int at = 0; at < Runs * RunBits; at += 8)
        {
            byte bits = 0;
            for (int bit = at; bit < at + 8; bit++)
            {
                bits = (byte)((bits << 1) | (bit % RunBits == 0 ? 0 : 1));
            }

            yield return bits;
            if (bits == 0xFF)
            {
                yield return 0;
            }
        }
    }

    private static void Segment(MemoryStream file, byte marker, ReadOnlySpan<byte> data)
    {
        file.Write([0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2)]);
        file.Write(data);
    }
}
