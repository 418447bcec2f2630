using System.Buffers.Binary;
using Detection.Imaging;

namespace Detection.Tests.Imaging;

/// <summary>Pictures with more parts than are taken are refused before a decoder sees them; with as many as are taken it is the decoder that refuses these.</summary>
public sealed class PictureStructureTests(EmbeddedDetector detector) : IClassFixture<EmbeddedDetector>
{
    [Theory]
    [InlineData(100, PictureFault.Damaged)]
    [InlineData(101, PictureFault.TooLarge)]
    public async Task DetectAsync_ProgressiveJpegWithScans_IsRefusedBeyondTheLimit(int scans, PictureFault fault) => await RequireAsync(
        [
            0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 0, 64, 0, 64, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
            .. Enumerable.Range(0, scans).SelectMany(_ => (byte[])[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0xFF, 0, 0x12]), 0xFF, 0xD9,
        ],
        fault);

    [Fact]
    public async Task DetectAsync_JpegWhoseFirstScanIsAll_IsNotJudgedByWhatFollows() => await RequireAsync(
        [
            0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0,
            .. Enumerable.Range(0, 500).SelectMany(_ => (byte[])[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12]), 0xFF, 0xD9,
        ],
        PictureFault.Damaged);

    [Theory]
    [InlineData(1_000, PictureFault.Damaged)]
    [InlineData(1_001, PictureFault.TooLarge)]
    public async Task DetectAsync_WebPWithFrames_IsRefusedBeyondTheLimit(int frames, PictureFault fault) => await RequireAsync(
        [.. "RIFF"u8, 0xFF, 0xFF, 0, 0, .. "WEBP"u8, .. Enumerable.Range(0, frames).SelectMany(_ => (byte[])[.. "ANMF"u8, 1, 0, 0, 0, 0, 0])], fault);

    [Theory]
    [InlineData(false, 1_000, PictureFault.Damaged)]
    [InlineData(false, 1_001, PictureFault.TooLarge)]
    [InlineData(true, 1_001, PictureFault.TooLarge)]
    public async Task DetectAsync_TiffWithPages_IsRefusedBeyondTheLimit(bool isBig, int pages, PictureFault fault)
    {
        int size = isBig ? 16 : 6, first = isBig ? 16 : 8;
        byte[] tiff = new byte[first + (pages * size) + 8];
        (isBig ? [.. "II+\0"u8, 8, 0, 0, 0] : (byte[])[.. "II*\0"u8]).CopyTo(tiff, 0);
        Write(tiff.AsSpan(isBig ? 8 : 4), first);
        for (int page = 0; page < pages - 1; page++)
        {
            int at = first + (page * size);
            Write(tiff.AsSpan(at + (isBig ? 8 : 2)), at + size);
        }

        await RequireAsync(tiff, fault);

        void Write(Span<byte> place, int value)
        {
            if (isBig)
            {
                BinaryPrimitives.WriteInt64LittleEndian(place, value);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(place, value);
            }
        }
    }

    public static TheoryData<bool, ulong> OffsetsNowhere
    {
        get
        {
            TheoryData<bool, ulong> data = [];
            foreach (bool isBigEndian in new[] { false, true })
            {
                // The end of all numbers, from which a sum wraps to the beginning; where signs turn; and just behind the data.
                foreach (ulong offset in (ulong[])[.. Enumerable.Range(0, 20).Select(back => ulong.MaxValue - (ulong)back), 1UL << 63, 1UL << 32, 1UL << 31, uint.MaxValue, 1_000, 17])
                {
                    data.Add(isBigEndian, offset);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OffsetsNowhere))]
    public async Task DetectAsync_BigTiffWhoseFirstDirectoryIsNowhere_IsDamaged(bool isBigEndian, ulong offset) =>
        await RequireAsync(BigTiff(isBigEndian, offset), PictureFault.Damaged);

    [Theory]
    [MemberData(nameof(OffsetsNowhere))]
    public async Task DetectAsync_BigTiffWhoseNextDirectoryIsNowhere_IsDamaged(bool isBigEndian, ulong offset) =>
        await RequireAsync([.. BigTiff(isBigEndian, 16), .. Number(isBigEndian, 0), .. Number(isBigEndian, offset)], PictureFault.Damaged);

    [Theory]
    [MemberData(nameof(OffsetsNowhere))]
    public async Task DetectAsync_BigTiffWithMoreEntriesThanItsBytes_IsDamaged(bool isBigEndian, ulong entries) =>
        await RequireAsync([.. BigTiff(isBigEndian, 16), .. Number(isBigEndian, entries), .. new byte[64]], PictureFault.Damaged);

    // 2^64 / 20 rounded: as many entries as make their bytes wrap.
    [Theory]
    [InlineData(false, 922_337_203_685_477_581)]
    [InlineData(true, 922_337_203_685_477_581)]
    [InlineData(true, 922_337_203_685_477_580)]
    public async Task DetectAsync_BigTiffWhoseEntriesWrap_IsDamaged(bool isBigEndian, ulong entries) =>
        await RequireAsync([.. BigTiff(isBigEndian, 16), .. Number(isBigEndian, entries), .. new byte[64]], PictureFault.Damaged);

    [Theory]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, uint.MaxValue)]
    [InlineData(false, uint.MaxValue - 7)]
    [InlineData(true, 0x8000_0000)]
    [InlineData(true, 15)]
    public async Task DetectAsync_TiffWhoseFirstDirectoryIsNowhere_IsDamaged(bool isBigEndian, uint offset)
    {
        byte[] number = Number(isBigEndian, offset);
        byte[] tiff = isBigEndian ? [.. "MM\0*"u8, .. number[4..], .. new byte[8]] : [.. "II*\0"u8, .. number[..4], .. new byte[8]];
        await RequireAsync(tiff, PictureFault.Damaged);
    }

    // Before libtiff makes tables of a million strips.
    [Theory]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(32_769, 1)]
    [InlineData(1, 32_769)]
    [InlineData(10_000, 5_001)]
    [InlineData(ulong.MaxValue, 2)]
    [InlineData(1UL << 32, 1UL << 32)]
    public async Task DetectAsync_TiffClaimingMorePixelsThanAccepted_IsTooLarge(ulong width, ulong height)
    {
        foreach (bool isBigEndian in new[] { false, true })
        {
            await RequireAsync(
                [.. BigTiff(isBigEndian, 16), .. Directory(isBigEndian, next: 0, (256, width), (257, height))],
                PictureFault.TooLarge);
        }
    }

    // Before libtiff spends seconds on tags it does not know.
    [Theory]
    [InlineData(256, PictureFault.Damaged)]
    [InlineData(257, PictureFault.TooLarge)]
    [InlineData(4_000, PictureFault.TooLarge)]
    public async Task DetectAsync_TiffWithTags_IsRefusedBeyondTheLimit(int tags, PictureFault fault)
    {
        foreach (bool isBigEndian in new[] { false, true })
        {
            (ushort, ulong)[] entries = [.. Enumerable.Range(0, tags).Select(tag => ((ushort)(40_000 + tag), 1UL))];
            await RequireAsync([.. BigTiff(isBigEndian, 16), .. Directory(isBigEndian, next: 0, entries)], fault);
        }
    }

    [Fact]
    public async Task DetectAsync_TiffWithTagsOnManyPages_IsTooLarge()
    {
        const int Pages = 100, Tags = 250, Size = 8 + (20 * Tags) + 8;
        (ushort, ulong)[] entries = [.. Enumerable.Range(0, Tags).Select(tag => ((ushort)(40_000 + tag), 1UL))];
        byte[] tiff =
        [
            .. BigTiff(isBigEndian: false, 16),
            .. Enumerable.Range(1, Pages).SelectMany(page => Directory(isBigEndian: false, page < Pages ? (ulong)(16 + (page * Size)) : 0, entries)),
        ];
        await RequireAsync(tiff, PictureFault.TooLarge);
    }

    // Pages that share their entries: each directory begins one entry later than the one before and reads on as far as the last.
    [Fact]
    public async Task DetectAsync_TiffOfOverlappingDirectories_IsTooLarge()
    {
        const int Directories = 900, Tags = 3_500, Step = 20;
        byte[] tiff = [.. BigTiff(isBigEndian: false, 16), .. new byte[(Directories * Step) + 8 + (20 * Tags) + 8]];
        for (int directory = 0; directory < Directories; directory++)
        {
            int at = 16 + (directory * Step);
            BinaryPrimitives.WriteInt64LittleEndian(tiff.AsSpan(at), Tags);
            BinaryPrimitives.WriteInt64LittleEndian(tiff.AsSpan(at + 8 + (20 * Tags)), at + Step);
        }

        await RequireAsync(tiff, PictureFault.TooLarge);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(500)]
    [InlineData(65_535)]
    public async Task DetectAsync_TiffWithManySamplesAPixel_IsNotSupported(ulong samples) => await RequireAsync(
        [.. BigTiff(isBigEndian: false, 16), .. Directory(isBigEndian: false, next: 0, (256, 8), (257, 8), (277, samples))], PictureFault.UnsupportedFormat);

    // A header of 16 bytes: byte order, 43, the size of offsets, zero, the first directory's offset.
    private static byte[] BigTiff(bool isBigEndian, ulong firstDirectory) =>
        [.. isBigEndian ? "MM\0+\0\u0008\0\0"u8 : "II+\0\u0008\0\0\0"u8, .. Number(isBigEndian, firstDirectory)];

    // Entries of type LONG8, one number each.
    private static byte[] Directory(bool isBigEndian, ulong next, params (ushort Tag, ulong Value)[] entries) =>
    [
        .. Number(isBigEndian, (ulong)entries.Length),
        .. entries.SelectMany(entry => (byte[])
            [.. Number(isBigEndian, entry.Tag, 2), .. Number(isBigEndian, 16, 2), .. Number(isBigEndian, 1), .. Number(isBigEndian, entry.Value)]),
        .. Number(isBigEndian, next),
    ];

    private static byte[] Number(bool isBigEndian, ulong value, int size = sizeof(ulong))
    {
        byte[] number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number = number[..size];
        if (isBigEndian)
        {
            Array.Reverse(number);
        }

        return number;
    }

    private async Task RequireAsync(byte[] picture, PictureFault fault)
    {
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.Instance.DetectAsync(picture));
        Assert.Equal(fault, exception.Fault);
    }
}
