using StressTool.Pictures;

namespace StressTool.Tests.Pictures;

public sealed class LengthFieldsTests
{
    // Offsets and sizes as the formats' specifications have them; all seeds are 64 pixels wide (person.jpg 48).
    [Theory]
    [InlineData("rgb.png", 16, 4, true, 48ul)]
    [InlineData("rgb.png", 8, 4, true, 13ul)]
    [InlineData("still.gif", 6, 2, false, 64ul)]
    [InlineData("lossy.webp", 16, 4, false, 890ul)]
    [InlineData("bigtiff.tiff", 4, 2, false, 8ul)]
    [InlineData("bigtiff.tiff", 8, 8, false, 0x10DCul)]
    [InlineData("bigtiff-big.tiff", 8, 8, true, 0x104Eul)]
    [InlineData("bigtiff-big.tiff", 0x104E, 8, true, 10ul)]
    public void Find_KnownField_IsAmongThem(string name, int offset, int size, bool isBigEndian, ulong value)
    {
        byte[] picture = SeedPicture.Embedded(name).Bytes;
        LengthField field = new(offset, size, isBigEndian);
        Assert.Contains(field, LengthFields.Find(picture));
        Assert.Equal(value, field.Read(picture));
    }

    [Theory]
    [InlineData("baseline.jpg", 64u)]
    [InlineData("lossy.avif", 64u)]
    [InlineData("strips.tiff", 48u)]
    [InlineData("bigtiff.tiff", 48u)]
    public void Find_Width_IsAmongThem(string name, uint width)
    {
        byte[] picture = SeedPicture.Embedded(name).Bytes;
        Assert.Contains(LengthFields.Find(picture), field => field.Read(picture) == width);
    }

    [Fact]
    public void Find_AnyTruncation_StaysWithinThePicture()
    {
        foreach (SeedPicture seed in SeedPicture.OfRepository)
        {
            for (int length = 0; length <= Math.Min(seed.Bytes.Length, 600); length++)
            {
                Assert.All(LengthFields.Find(seed.Bytes.AsSpan(0, length)), field => Assert.InRange(field.Offset + field.Size, 1, length));
            }
        }
    }

    [Theory]
    [InlineData(1, true, 0xEFul)]
    [InlineData(2, true, 0xCDEFul)]
    [InlineData(2, false, 0xCDEFul)]
    [InlineData(4, true, 0x89AB_CDEFul)]
    [InlineData(4, false, 0x89AB_CDEFul)]
    [InlineData(8, true, 0x0123_4567_89AB_CDEFul)]
    [InlineData(8, false, 0x0123_4567_89AB_CDEFul)]
    public void Write_Value_IsReadAgainCutToTheSize(int size, bool isBigEndian, ulong expected)
    {
        byte[] picture = new byte[12];
        LengthField field = new(2, size, isBigEndian);
        field.Write(picture, 0x0123_4567_89AB_CDEF);
        Assert.Equal(expected, field.Read(picture));
        Assert.Equal(0, picture[0] | picture[1] | picture[10] | picture[11]);
    }
}
