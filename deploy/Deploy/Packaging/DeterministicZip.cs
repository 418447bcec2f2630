using System.Buffers.Binary;
using System.IO.Compression;

namespace Deploy.Packaging;

/// <summary>
/// Writes zip files that depend on nothing but their content: entries in the order of their names, one time stamp, Unix modes. The CDK uploads an
/// asset only when its bytes have changed, so the same build must give the same zip.
/// </summary>
internal static class DeterministicZip
{
    private const int RegularFile = 0x8000;
    private const int ReadableByAll = 0x1A4;   // 644
    private const int ExecutableByAll = 0x1ED; // 755

    private const int EndOfDirectoryLength = 22;
    private const uint EndOfDirectorySignature = 0x06054B50;
    private const uint DirectoryEntrySignature = 0x02014B50;
    private const byte MadeByUnix = 3;

    // The earliest that a zip can hold.
    private static readonly DateTimeOffset TimeStamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a zip, over an existing one.</summary>
    /// <param name="path">The zip file; its folder is made where it is missing.</param>
    /// <param name="entries">Its content.</param>
    /// <returns>Bytes of the zip.</returns>
    internal static long Write(string path, IEnumerable<PackageEntry> entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using FileStream file = new(path, FileMode.Create, FileAccess.ReadWrite);
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (PackageEntry entry in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                ZipArchiveEntry written = zip.CreateEntry(entry.Path, CompressionLevel.SmallestSize);
                written.LastWriteTime = TimeStamp;
                written.ExternalAttributes = (RegularFile | (entry.IsExecutable ? ExecutableByAll : ReadableByAll)) << 16;
                using Stream source = entry.Open();
                using Stream target = written.Open();
                source.CopyTo(target);
            }
        }

        MarkAsMadeOnUnix(file);
        return file.Length;
    }

    /// <summary>
    /// Marks every entry as made on Unix. Written on Windows they are marked otherwise, and an unpacker ignores their modes: the bootstrap would
    /// not start.
    /// </summary>
    internal static void MarkAsMadeOnUnix(Stream zip)
    {
        Span<byte> end = stackalloc byte[EndOfDirectoryLength];
        zip.Position = zip.Length - EndOfDirectoryLength;
        zip.ReadExactly(end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndOfDirectorySignature)
        {
            throw new InvalidDataException("A zip without a comment ends with the end of its directory.");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(end[12..]);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        byte[] directory = new byte[length];
        zip.Position = start;
        zip.ReadExactly(directory);

        for (int place = 0; place < length;)
        {
            Span<byte> entry = directory.AsSpan(place);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != DirectoryEntrySignature)
            {
                throw new InvalidDataException("The directory of a zip holds nothing but its entries.");
            }

            entry[5] = MadeByUnix;
            place += 46
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[28..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
        }

        zip.Position = start;
        zip.Write(directory);
    }
}
