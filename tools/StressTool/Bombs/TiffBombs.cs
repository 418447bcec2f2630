using System.Buffers.Binary;
using StressTool.Pictures;
using TestSupport;

namespace StressTool.Bombs;

/// <summary>TIFF: sizes of pictures, strips and tiles that are not true, and directories without end.</summary>
internal static class TiffBombs
{
    private const ushort Width = 256, Height = 257, BitsPerSample = 258, Compression = 259, Photometric = 262, StripOffsets = 273, SamplesPerPixel = 277,
        RowsPerStrip = 278, StripByteCounts = 279, TileWidth = 322, TileLength = 323, TileOffsets = 324, TileByteCounts = 325;

    private const uint Uncompressed = 1, Deflate = 8;
    private const int HeaderLength = 8;
    private const int EntryLength = 12;

    internal static IEnumerable<Bomb> All()
    {
        byte[] row = new byte[64 * 64];
        yield return new Bomb("TIFF claiming 1,000,000 x 1,000,000", Tiff(row, [], Strips(1_000_000, 1_000_000, Uncompressed, 1)));
        yield return new Bomb("TIFF claiming 4,294,967,295 x 4,294,967,295", Tiff(row, [], Strips(uint.MaxValue, uint.MaxValue, Uncompressed, uint.MaxValue)));
        yield return new Bomb("TIFF of 900 MP in one deflated strip", Tiff(Png.DeflateZeros(900_000_000), [], Strips(30_000, 30_000, Deflate, 30_000)));
        yield return new Bomb("64 x 64 TIFF over 300 MB of pixels", Tiff(Png.DeflateZeros(300_000_000), [], Strips(64, 64, Deflate, 64)), MayBeAnswered: true);
        yield return new Bomb("64 x 64 TIFF with a tile of 60,000 x 60,000", Tiff(Png.DeflateZeros(64 * 64), [], Tile(64, 64, 60_000, 60_000)), MayBeAnswered: true);
        yield return new Bomb("64 x 64 TIFF with a tile of 2,147,483,632 x 16", Tiff(Png.DeflateZeros(64 * 64), [], Tile(64, 64, 2_147_483_632, 16)), MayBeAnswered: true);
        yield return new Bomb("BigTIFF II with its first directory 8 bytes below 2^64", BigTiffHeader.Of(isBigEndian: false, ulong.MaxValue - 7));
        yield return new Bomb("BigTIFF MM with its first directory 8 bytes below 2^64", BigTiffHeader.Of(isBigEndian: true, ulong.MaxValue - 7));
        yield return new Bomb("TIFF of 5,000 pages", Pages(row, 5_000));
        yield return new Bomb("TIFF of 20,000 pages", Pages(row, 20_000));
        yield return new Bomb("TIFF with an entry of 4,294,967,295 numbers", Tiff(row, [], [.. Strips(64, 64, Uncompressed, 64), (TileOffsets, uint.MaxValue, 8)]), MayBeAnswered: true);
    }

    private static byte[] Pages(byte[] pixels, int count)
    {
        (ushort Tag, uint Count, uint Value)[] page = Strips(64, 64, Uncompressed, 64);
        return Tiff(pixels, Enumerable.Repeat(page, count - 1), page);
    }

    /// <summary>A grey picture's entries, in one strip.</summary>
    internal static (ushort Tag, uint Count, uint Value)[] Strips(uint width, uint height, uint compression, uint rowsPerStrip) =>
    [
        (Width, 1, width), (Height, 1, height), (BitsPerSample, 1, 8), (Compression, 1, compression), (Photometric, 1, 1), (StripOffsets, 1, HeaderLength),
        (SamplesPerPixel, 1, 1), (RowsPerStrip, 1, rowsPerStrip), (StripByteCounts, 1, uint.MaxValue),
    ];

    private static (ushort Tag, uint Count, uint Value)[] Tile(uint width, uint height, uint tileWidth, uint tileHeight) =>
    [
        (Width, 1, width), (Height, 1, height), (BitsPerSample, 1, 8), (Compression, 1, Deflate), (Photometric, 1, 1), (SamplesPerPixel, 1, 1),
        (TileWidth, 1, tileWidth), (TileLength, 1, tileHeight), (TileOffsets, 1, HeaderLength), (TileByteCounts, 1, uint.MaxValue),
    ];

    /// <summary>A file: the pixels behind its header, then its directories (TIFF 6.0, section 2). The largest number as a byte count stands for all of the pixels.</summary>
    /// <param name="pixels">The pixels of all pages.</param>
    /// <param name="pagesBefore">Entries of the pages before the last.</param>
    /// <param name="lastPage">Entries of the last one.</param>
    internal static byte[] Tiff(byte[] pixels, IEnumerable<(ushort Tag, uint Count, uint Value)[]> pagesBefore, (ushort Tag, uint Count, uint Value)[] lastPage)
    {
        int start = HeaderLength + pixels.Length + (pixels.Length % 2);
        using MemoryStream file = new();
        file.Write("II*\0"u8);
        Write(file, (uint)start, 4);
        file.Write(pixels);
        file.SetLength(start);
        file.Position = start;
        foreach ((ushort Tag, uint Count, uint Value)[] page in pagesBefore)
        {
            WriteDirectory(file, page, pixels.Length, isLast: false);
        }

        WriteDirectory(file, lastPage, pixels.Length, isLast: true);
        return file.ToArray();
    }

    private static void WriteDirectory(MemoryStream file, (ushort Tag, uint Count, uint Value)[] entries, int pixelBytes, bool isLast)
    {
        Write(file, (uint)entries.Length, 2);
        foreach ((ushort tag, uint count, uint value) in entries)
        {
            bool isByteCount = tag is StripByteCounts or TileByteCounts;
            Write(file, tag, 2);
            Write(file, 4, 2);
            Write(file, count, 4);
            Write(file, isByteCount ? (uint)pixelBytes : value, 4);
        }

        Write(file, isLast ? 0 : (uint)file.Position + 4, 4);
    }

    private static void Write(MemoryStream file, uint value, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        file.Write(bytes[..size]);
    }
}
