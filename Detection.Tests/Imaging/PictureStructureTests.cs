using System.Buffers.Binary;
using Detection.Imaging;

namespace Detection.Tests.Imaging;

/// <summary>Pictures with more parts than are taken are refused before a decoder sees them; with as many as are taken it is the decoder that refuses these.</summary>
public sealed class PictureStructureTests
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

    private static async Task RequireAsync(byte[] picture, PictureFault fault)
    {
        using Detector detector = new();
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(picture));
        Assert.Equal(fault, exception.Fault);
    }
}
