using System.Text;
using StressTool.Pictures;
using TestSupport;

namespace StressTool.Tests.Pictures;

public sealed class PictureMutatorTests
{
    private static readonly PictureMutator Mutator = new(SeedPicture.OfRepository, SeedPicture.Readable.Count);

    [Fact]
    public void Mutate_SameRandomNumbers_GivesTheSameBytes()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Assert.Equal(Mutator.Mutate(new Random(seed)).Bytes, Mutator.Mutate(new Random(seed)).Bytes);
        }
    }

    [Fact]
    public void Mutate_ManyTimes_LeavesTheSeedsAsTheyAre()
    {
        byte[][] before = [.. SeedPicture.OfRepository.Select(seed => (byte[])seed.Bytes.Clone())];
        for (int seed = 0; seed < 1_000; seed++)
        {
            Mutator.Mutate(new Random(seed));
        }

        Assert.Equal(before, SeedPicture.OfRepository.Select(seed => seed.Bytes));
    }

    [Fact]
    public void Mutate_ManyTimes_DamagesNearlyAll()
    {
        int same = Enumerable.Range(0, 1_000).Count(seed =>
            SeedPicture.OfRepository.Any(picture => picture.Bytes.AsSpan().SequenceEqual(Mutator.Mutate(new Random(seed)).Bytes)));

        // A field may be given the value it had.
        Assert.InRange(same, 0, 100);
    }

    // Readers that add to such an offset before they compare it with the picture's length take it for one within the picture.
    [Theory]
    [InlineData("II+\0")]
    [InlineData("MM\0+")]
    public void Mutate_BigTiffSeeds_GivesFirstDirectoriesJustBelow2To64(string signature)
    {
        byte[] start = Encoding.ASCII.GetBytes(signature);
        LengthField firstDirectory = new(8, 8, IsBigEndian: start[0] == 'M');
        Assert.Contains(Enumerable.Range(0, 1_000).Select(seed => Mutator.Mutate(new Random(seed)).Bytes), picture =>
            picture.Length >= 16 && picture.AsSpan().StartsWith(start) && firstDirectory.Read(picture) > ulong.MaxValue - 16);
    }

    [Fact]
    public void Correct_ChangedChunk_HasItsChecksumAgain()
    {
        byte[] picture = Png.HeaderOnly(4, 4);
        picture[19] = 5;
        Assert.NotEqual(Png.HeaderOnly(5, 4), picture);
        PngChecksums.Correct(picture);
        Assert.Equal(Png.HeaderOnly(5, 4), picture);
    }

    [Fact]
    public void Correct_NoPng_IsLeftAlone()
    {
        byte[] picture = [.. SeedPicture.Small.Bytes];
        PngChecksums.Correct(picture);
        Assert.Equal(SeedPicture.Small.Bytes, picture);
    }
}
