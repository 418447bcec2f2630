using System.Buffers.Binary;
using System.IO.Compression;
using StressTool.Bombs;

namespace StressTool.Tests.Bombs;

/// <summary>The bombs are what they are called: refused for what they hold, not because they are badly made.</summary>
public sealed class BombTests
{
    [Fact]
    public void All_PngOf900Megapixels_HasAllItsRows()
    {
        byte[] png = Assert.Single(Bomb.All, bomb => bomb.Name == "PNG of 900 MP, 1 bit grey").Bytes;
        Assert.InRange(png.Length, 100_000, 115_000);
        Assert.Equal((30_000, 30_000), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));

        // Behind signature (8) and header (25): length and name of the data, then the data.
        using ZLibStream pixels = new(new MemoryStream(png, 41, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33))), CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int read; (read = pixels.Read(buffer)) > 0; total += read)
        {
            Assert.Equal(-1, buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0));
        }

        // A byte for the filter, then 30,000 bits.
        Assert.Equal(30_000L * (1 + 3_750), total);
    }

    [Fact]
    public void All_Bombs_AreSmallAndHaveNamesOfTheirOwn()
    {
        Assert.Equal(Bomb.All.Count, Bomb.All.Select(bomb => bomb.Name).Distinct().Count());
        Assert.All(Bomb.All, bomb => Assert.InRange(bomb.Bytes.Length, 1, 4_000_000));
    }

    [Fact]
    public void ManyScans_Number_IsTheNumberOfScansInTheFile()
    {
        byte[] jpeg = JpegBombs.ManyScans(side: 64, scans: 7);
        int scans = 0;
        for (int at = 0; at + 1 < jpeg.Length; at++)
        {
            scans += jpeg[at] == 0xFF && jpeg[at + 1] == 0xDA ? 1 : 0;
        }

        // And that of the DC coefficients.
        Assert.Equal(8, scans);
    }

    [Fact]
    public void OneColour_Size_IsInTheHeader()
    {
        // RFC 9649, 3.4: 14 bits of width - 1, 14 bits of height - 1, behind the chunk's name and length and the signature.
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(WebPBombs.OneColour(16_384, 300).AsSpan(9));
        Assert.Equal((16_383u, 299u), (header & 0x3FFF, (header >> 14) & 0x3FFF));
    }
}
