using System.Buffers.Binary;

namespace Detection.Imaging;

/// <summary>
/// A directory of a TIFF: entries of one size, and the offset of the next directory (TIFF 6.0, section 2; BigTIFF has wider numbers). Offsets and counts
/// come from the sender: each is compared with the length of the data before anything is added to it, so no sum wraps.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private const int Short = 3, Long = 4, Long8 = 16;

    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly ulong _next;
    private readonly bool _isBigEndian;
    private readonly bool _isBigTiff;

    private TiffDirectory(ReadOnlySpan<byte> data, bool isBigEndian, bool isBigTiff, ulong at)
    {
        _data = data;
        _isBigEndian = isBigEndian;
        _isBigTiff = isBigTiff;
        int countSize = isBigTiff ? 8 : 2, offsetSize = isBigTiff ? 8 : 4;
        if (at == 0 || at > (ulong)Math.Max(0, data.Length - countSize))
        {
            return;
        }

        IsValid = true;
        ReadOnlySpan<byte> directory = data[(int)at..];
        ulong count = isBigTiff ? Read64(directory) : Read16(directory);
        ReadOnlySpan<byte> rest = directory[countSize..];
        if (rest.Length < offsetSize || count > (ulong)((rest.Length - offsetSize) / EntrySize))
        {
            return;
        }

        _entries = rest[..((int)count * EntrySize)];
        _next = ReadOffset(rest[_entries.Length..]);
    }

    /// <summary>Whether its offset lies in the file. One whose entries do not has none, and no next.</summary>
    internal bool IsValid { get; }

    /// <summary>How many entries it has.</summary>
    internal int Count => _entries.Length / EntrySize;

    private int EntrySize => _isBigTiff ? 20 : 12;

    /// <summary>The first directory of a file.</summary>
    /// <param name="data">The file, which begins as a TIFF does.</param>
    internal static TiffDirectory First(ReadOnlySpan<byte> data)
    {
        if (data.Length < 16)
        {
            return default;
        }

        bool isBigEndian = data[0] == (byte)'M';
        bool isBigTiff = (isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(data[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(data[2..])) == 43;
        TiffDirectory header = new(data, isBigEndian, isBigTiff, at: 0);
        return new TiffDirectory(data, isBigEndian, isBigTiff, header.ReadOffset(data[(isBigTiff ? 8 : 4)..]));
    }

    /// <summary>The directory that follows; not valid behind the last one.</summary>
    internal TiffDirectory Next() => new(_data, _isBigEndian, _isBigTiff, _next);

    /// <summary>The number in an entry, of any width.</summary>
    /// <param name="tag">The entry's tag.</param>
    /// <returns>0 where there is no such entry, or where it is no number.</returns>
    internal ulong ReadNumber(int tag)
    {
        int valueAt = _isBigTiff ? 12 : 8;
        for (ReadOnlySpan<byte> rest = _entries; rest.Length >= EntrySize; rest = rest[EntrySize..])
        {
            if (Read16(rest) == tag)
            {
                return Read16(rest[2..]) switch
                {
                    Short => Read16(rest[valueAt..]),
                    Long => Read32(rest[valueAt..]),
                    Long8 when _isBigTiff => Read64(rest[valueAt..]),
                    _ => 0,
                };
            }
        }

        return 0;
    }

    private ulong ReadOffset(ReadOnlySpan<byte> data) => _isBigTiff ? Read64(data) : Read32(data);

    private ushort Read16(ReadOnlySpan<byte> data) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt16LittleEndian(data);

    private uint Read32(ReadOnlySpan<byte> data) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data) : BinaryPrimitives.ReadUInt32LittleEndian(data);

    private ulong Read64(ReadOnlySpan<byte> data) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(data) : BinaryPrimitives.ReadUInt64LittleEndian(data);
}
