using System.IO.Compression;
using Deploy.Packaging;

namespace Deploy.Tests.Packaging;

public sealed class DeterministicZipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_EntriesInAnyOrder_SortedAndOfOneTime()
    {
        string zip = _folder["new", "some.zip"];

        long length = DeterministicZip.Write(zip, [PackageEntry.FromText("b", "B"), PackageEntry.FromText("a/c", "C"), PackageEntry.FromText("a", "A")]);

        using ZipArchive read = ZipFile.OpenRead(zip);
        Assert.Equal(["a", "a/c", "b"], read.Entries.Select(entry => entry.FullName));
        Assert.All(read.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.Equal(new FileInfo(zip).Length, length);
    }

    [Fact]
    public void Write_Content_ComesBack()
    {
        byte[] content = new byte[200_000];
        new Random(1).NextBytes(content);
        string source = _folder.Write("source", content);

        DeterministicZip.Write(_folder["some.zip"], [PackageEntry.FromFile("file", source)]);

        using ZipArchive read = ZipFile.OpenRead(_folder["some.zip"]);
        using MemoryStream copy = new();
        using Stream entry = read.Entries[0].Open();
        entry.CopyTo(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public void MarkAsMadeOnUnix_ZipMadeOnWindows_EveryEntryIsUnixes()
    {
        DeterministicZip.Write(_folder["some.zip"], [PackageEntry.FromText("a", "A"), PackageEntry.FromText("b", "B")]);
        byte[] unix = File.ReadAllBytes(_folder["some.zip"]);
        byte[] windows = [.. unix];
        int[] makers = [.. DirectoryEntries(windows).Select(entry => entry + 5)];
        Assert.Equal(2, makers.Length);
        Assert.All(makers, place => Assert.Equal(3, windows[place]));
        Array.ForEach(makers, place => windows[place] = 0);

        using MemoryStream zip = new(windows);
        DeterministicZip.MarkAsMadeOnUnix(zip);

        Assert.Equal(unix, windows);
    }

    private static IEnumerable<int> DirectoryEntries(byte[] zip) =>
        Enumerable.Range(0, zip.Length - 4).Where(place => zip.AsSpan(place, 4).SequenceEqual("PK\u0001\u0002"u8));
}
