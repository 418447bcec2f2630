using StressTool.Fuzzing;
using StressTool.Pictures;

namespace StressTool.Tests.Fuzzing;

public sealed class FuzzCasesTests
{
    private static readonly FuzzCases Cases = new(7, SeedPicture.OfRepository);

    [Fact]
    public void OfRun_AllIndexes_GivesEachCaseOnce()
    {
        string[] ids = [.. Enumerable.Range(0, 70).Select(index => Cases.OfRun(index, 50, 20).Id)];
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"r{i}"), .. Enumerable.Range(0, 50).Select(i => $"p{i}")], ids.ToHashSet());
        Assert.Contains(ids[..14], id => id[0] == 'r');
    }

    [Theory]
    [InlineData("p0")]
    [InlineData("p123")]
    [InlineData("r45")]
    public void Find_Id_GivesTheSameBytesAsTheRun(string id)
    {
        FuzzCase found = Cases.Find(id);
        int index = int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        FuzzCase expected = id[0] == 'p' ? Cases.Picture(index) : Cases.Request(index);
        Assert.Equal((id, expected.Description), (found.Id, found.Description));
        Assert.Equal(expected.Request, found.Request);
    }

    [Theory]
    [InlineData("x1")]
    [InlineData("p")]
    [InlineData("p-1")]
    public void Find_NoId_IsRefused(string id) => Assert.Throws<FormatException>(() => Cases.Find(id));

    [Fact]
    public void Request_ManyIndexes_HasEveryFamilyAndDiffersBySeed()
    {
        FuzzCase[] requests = [.. Enumerable.Range(0, 500).Select(Cases.Request)];
        Assert.All((string[])["JSON:", "form:", "options in the query", "options in a form", "options in JSON", "HTTP:"], family =>
            Assert.Contains(requests, request => request.Description.StartsWith(family, StringComparison.Ordinal)));
        FuzzCases others = new(8, SeedPicture.OfRepository);
        Assert.InRange(requests.Count(request => request.Request.AsSpan().SequenceEqual(others.Request(int.Parse(request.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)).Request)), 0, 50);
    }
}
