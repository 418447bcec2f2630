namespace StressTool.Pictures;

/// <summary>The 16 bytes that a BigTIFF begins with, alone: byte order, version 43, the size of an offset, a zero, the first directory's offset.</summary>
internal static class BigTiffHeader
{
    private const int Length = 16;
    private const ushort Version = 43;
    private const ushort OffsetSize = 8;

    // Right behind the header, where most writers put the pixels; and so near 2^64 that adding the size of a count or of an entry wraps.
    private static readonly ulong[] FirstDirectories = [Length, ulong.MaxValue - 15, ulong.MaxValue - 7, ulong.MaxValue];

    /// <summary>Headers in both byte orders, with first directories that may lie there and with such as cannot.</summary>
    internal static IReadOnlyList<SeedPicture> Seeds { get; } =
    [
        .. from isBigEndian in new[] { false, true }
           from offset in FirstDirectories
           select new SeedPicture($"BigTIFF header {(isBigEndian ? "MM" : "II")}, first directory at 0x{offset:X}", Of(isBigEndian, offset)),
    ];

    /// <summary>A header.</summary>
    /// <param name="isBigEndian">Whether the highest byte comes first: <c>MM</c>, else <c>II</c>.</param>
    /// <param name="firstDirectory">Offset of the first directory.</param>
    internal static byte[] Of(bool isBigEndian, ulong firstDirectory)
    {
        byte[] header = new byte[Length];
        header.AsSpan(0, 2).Fill((byte)(isBigEndian ? 'M' : 'I'));
        new LengthField(2, 2, isBigEndian).Write(header, Version);
        new LengthField(4, 2, isBigEndian).Write(header, OffsetSize);
        new LengthField(8, 8, isBigEndian).Write(header, firstDirectory);
        return header;
    }
}
