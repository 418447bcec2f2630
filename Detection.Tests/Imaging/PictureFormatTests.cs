using System.Text.RegularExpressions;
using Detection.Imaging;
using TestSupport;

namespace Detection.Tests.Imaging;

/// <summary>The table of picture formats, and that everything which lists formats lists the same ones.</summary>
public sealed partial class PictureFormatTests(EmbeddedDetector detector) : IClassFixture<EmbeddedDetector>
{
    private const string Sentence = "JPEG, PNG, WebP, GIF, AVIF or TIFF";

    [Fact]
    public void All_Names_AreThoseOfTheSentence() =>
        Assert.Equal((Sentence, "image/jpeg, image/png or image/webp"), (PictureFormat.Names, PictureFormat.WritableMediaTypes));

    // One row for each row of the table: a small file of the format in the repository, and what the table must say of it.
    [Theory]
    [InlineData("progressive.jpg", "JPEG", "image/jpeg", ".jpg", true)]
    [InlineData("rgb.png", "PNG", "image/png", ".png", true)]
    [InlineData("lossy.webp", "WebP", "image/webp", ".webp", true)]
    [InlineData("still.gif", "GIF", "image/gif", ".gif", false)]
    [InlineData("lossy.avif", "AVIF", "image/avif", ".avif", false)]
    [InlineData("strips.tiff", "TIFF", "image/tiff", ".tif", false)]
    public async Task Identify_FileOfTheFormat_IsTheRowAndIsDecoded(string file, string name, string mediaType, string extension, bool canBeWritten)
    {
        byte[] picture = await File.ReadAllBytesAsync(Path.Combine(RepositoryFiles.Root, "tools", "StressTool", "Pictures", "Seeds", file));
        PictureFormat format = PictureFormat.Identify(picture);
        Assert.Equal((name, mediaType, extension, canBeWritten), (format.Name, format.MediaType, format.Extensions[0], format.CanBeWritten));
        Assert.Equal(mediaType, $"image/{format.Id}");
        Assert.Same(format, (await detector.Instance.DetectAsync(picture)).Picture.Format);
    }

    [Fact]
    public void All_Rows_DifferInEverythingThatNamesThem()
    {
        Assert.Equal(6, PictureFormat.All.Count);
        AssertDistinct(PictureFormat.All.Select(format => format.Name));
        AssertDistinct(PictureFormat.All.SelectMany(format => format.MediaTypes));
        AssertDistinct(PictureFormat.All.SelectMany(format => format.Extensions));
    }

    [Fact]
    public async Task DetectAsync_UnsupportedFormat_IsRefusedWithTheFormatsThatAreRead()
    {
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.Instance.DetectAsync("<svg/>"u8.ToArray()));
        Assert.Equal(PictureFault.UnsupportedFormat, exception.Fault);
        Assert.Equal($"SVG is not supported; send a {Sentence} picture.", exception.Message);
    }

    // Pages and manuals cannot read the table: wherever they list formats, they must list all.
    [Theory]
    [InlineData("README.md")]
    [InlineData("Api/wwwroot/index.html")]
    [InlineData("Api/wwwroot/playground/problems.js")]
    [InlineData("Api/openapi.json")]
    public async Task ListOfFormats_InAFile_NamesEveryRow(string file)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, file));
        MatchCollection lists = ListOfFormats().Matches(text);
        Assert.NotEmpty(lists);
        foreach (Match list in lists)
        {
            Assert.All(PictureFormat.All, format => Assert.Contains(format.Name, list.Value, StringComparison.Ordinal));
        }
    }

    private static void AssertDistinct(IEnumerable<string> names) => Assert.Equal(names.Count(), names.Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [GeneratedRegex(@"JPEG, PNG.*?( or | and )\w+", RegexOptions.Singleline)]
    private static partial Regex ListOfFormats();
}
