using System.IO.Compression;
using System.Text;
using Detection.Imaging;
using TestSupport;

namespace Detection.Tests.Imaging;

/// <summary>What a picture may be at most beside its pixels.</summary>
public sealed class PictureLimitsTests
{
    [Fact]
    public async Task DetectAsync_MoreFramesThanTheLimit_IsRefused()
    {
        using Detector detector = new(new DetectorOptions { MaxFrames = 3 });
        await detector.DetectAsync(Gif(3));
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(Gif(4)));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
        Assert.Contains("4 frames", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectAsync_VeryManyFrames_IsRefused()
    {
        using Detector detector = new();
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(Gif(20_000)));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
    }

    [Fact]
    public async Task DetectAsync_MoreMetadataThanTheLimit_IsRefused()
    {
        using Detector detector = new(new DetectorOptions { MaxMetadataBytes = 100_000 });
        await detector.DetectAsync(Commented(90_000));
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(Commented(110_000)));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
        Assert.Contains("metadata", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zTXt", "Comment\0\0")]
    [InlineData("iTXt", "Comment\0\u0001\0en\0\0")]
    [InlineData("iCCP", "profile\0\0")]
    public async Task DetectAsync_ManyPackedTexts_AreCountedTogether(string type, string head)
    {
        using Detector detector = new(new DetectorOptions { MaxMetadataBytes = 100_000 });
        byte[] chunk = [.. Encoding.ASCII.GetBytes(head), .. Deflated(30_000)];
        byte[] picture = Png.Flat(8, 8, 1, 2, 3);
        for (int i = 0; i < 3; i++)
        {
            picture = Png.WithChunk(picture, type, chunk);
        }

        if (type != "iCCP")
        {
            await detector.DetectAsync(picture);
        }

        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(Png.WithChunk(picture, type, chunk)));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
        Assert.Contains("metadata", exception.Message, StringComparison.Ordinal);
    }

    // libpng passes over texts that it cannot unpack; a profile that it cannot unpack is no fault of the pixels either.
    [Theory]
    [InlineData("zTXt", "")]
    [InlineData("zTXt", "Comment\0")]
    [InlineData("zTXt", "Comment\0\0")]
    [InlineData("zTXt", "Comment\0\0x")]
    [InlineData("iTXt", "Comment\0\u0001\0\0\0")]
    [InlineData("iCCP", "profile\0\0")]
    [InlineData("iCCP", "")]
    public async Task DetectAsync_PackedTextWithoutContent_IsPassedOver(string type, string content)
    {
        using Detector detector = new();
        DetectionResult result = await detector.DetectAsync(Png.WithChunk(Png.Flat(8, 8, 1, 2, 3), type, Encoding.ASCII.GetBytes(content)));
        Assert.Equal((8, 8), (result.Picture.Width, result.Picture.Height));
    }

    [Fact]
    public async Task DetectAsync_DecodingTakesTooLong_IsRefused()
    {
        const int Side = 30_000;
        using Detector detector = new(new DetectorOptions { MaxDecodeSeconds = 0.05, MaxPixels = Side * Side, Sessions = 1 });

        // 900 MB of pixels in a MB: no processor unpacks them at 18 GB/s, and one of any pace is stopped soon after 0.05 seconds.
        byte[] picture = Png.OfChunks(Side, Side, depth: 8, colourType: 0, isInterlaced: false, [Png.Chunk("IDAT"u8, Zeros(Side * (Side + 1L)))]);
        for (int call = 0; call < 2; call++)
        {
            // Twice: the one session is free again after the first.
            PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(picture));
            Assert.Equal(PictureFault.TooSlow, exception.Fault);
        }
    }

    /// <summary>So many zeros as a zlib stream (RFC 1950), made of one packed part repeated: packing all of them would take seconds.</summary>
    private static byte[] Zeros(long count)
    {
        const int PartLength = 1 << 20;
        byte[] part;
        using (MemoryStream target = new())
        using (DeflateStream deflate = new(target, CompressionLevel.Fastest))
        {
            deflate.Write(new byte[PartLength]);
            deflate.Flush();
            part = target.ToArray();
        }

        // What is left over is a decoder's to miss: it is stopped long before it comes there.
        return [0x78, 0x01, .. Enumerable.Repeat(part, (int)(count / PartLength)).SelectMany(packed => packed)];
    }

    // A picture of one pixel a frame (https://www.w3.org/Graphics/GIF/spec-gif89a.txt).
    private static byte[] Gif(int frames) =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        .. Enumerable.Range(0, frames).SelectMany(_ => (byte[])[0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]),
        0x3B,
    ];

    // A compressed text that is far larger than what carries it.
    private static byte[] Commented(int length) => Png.WithChunk(Png.Flat(8, 8, 1, 2, 3), "zTXt", [.. "Comment\0\0"u8, .. Deflated(length)]);

    private static byte[] Deflated(int length)
    {
        using MemoryStream text = new();
        using (ZLibStream deflate = new(text, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Encoding.ASCII.GetBytes(new string('x', length)));
        }

        return text.ToArray();
    }
}
