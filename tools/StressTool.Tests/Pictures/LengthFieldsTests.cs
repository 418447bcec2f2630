using StressTool.Pictures;

namespace StressTool.Tests.Pictures;

public sealed class LengthFieldsTests
{
    // Offsets and sizes as the formats' specifications have them; all seeds are 64 pixels wide (person.jpg 48).
    [Theory]
    [InlineData("rgb.png", 16, 4, true, 48u)]
    [InlineData("rgb.png", 8, 4, true, 13u)]
    [InlineData("still.gif", 6, 2, false, 64u)]
    [InlineData("lossy.webp", 16, 4, false, 890u)]
    public void Find_KnownField_IsAmongThem(string name, int offset, int size, bool isBigEndian, uint value)
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
            for (int length = 0; length < Math.Min(seed.Bytes.Length, 600); length++)
            {
                Assert.All(LengthFields.Find(seed.Bytes.AsSpan(0, length)), field => Assert.InRange(field.Offset + field.Size, 1, length));
            }
        }
    }

    [Theory]
    [InlineData(1, true, 0x78u)]
    [InlineData(2, true, 0x5678u)]
    [InlineData(2, false, 0x5678u)]
    [InlineData(4, true, 0x1234_5678u)]
    [InlineData(4, false, 0x1234_5678u)]
    public void Write_Value_IsReadAgainCutToTheSize(int size, bool isBigEndian, uint expected)
    {
        byte[] picture = new byte[8];
        LengthField field = new(2, size, isBigEndian);
        field.Write(picture, 0x1234_5678);
        Assert.Equal(expected, field.Read(picture));
        Assert.Equal(0, picture[0] | picture[1] | picture[6] | picture[7]);
    }
}
