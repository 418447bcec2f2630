using System.Net;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Analyze;

[Collection(SharedApi.Name)]
public sealed class OddPicturesTests(ApiFactory api)
{
    // The sizes are those of the files' own headers, read by hand.
    [SharedDataTheory]
    [InlineData("webp_named.jpg", 1400, 933)]
    [InlineData("cmyk_progressive.jpg", 636, 421)]
    [InlineData("png16_weld.png", 1024, 684)]
    [InlineData("palette_zune.png", 2048, 2253)]
    [InlineData("grey_kodim03.png", 768, 512)]
    [InlineData("rgba_street.png", 1441, 731)]
    [InlineData("kodim23.avif", 768, 512)]
    [InlineData("photo.webp", 776, 909)]
    [InlineData("alpha.webp", 400, 301)]
    [InlineData("photo.tiff", 425, 640)]
    [InlineData("animated.gif", 245, 245)]
    [InlineData("12mp_canon450d.jpg", 4272, 2848)]
    [InlineData("mpo.jpg", 3648, 2736)]
    [InlineData("progressive.jpg", 900, 601)]
    [InlineData("dog_1x1.png", 1, 1)]
    [InlineData("dog_2x2000.png", 2, 2000)]
    [InlineData("dog_3000x3.jpg", 3000, 3)]
    [InlineData("exif/bus_exif_3.jpg", 810, 1080)]
    [InlineData("exif/bus_exif_6.jpg", 810, 1080)]
    [InlineData("exif/bus_exif_8.jpg", 810, 1080)]
    public async Task Analyze_OddPicture_IsAnsweredWithItsSize(string name, int width, int height)
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(
            PictureContent.Raw(await File.ReadAllBytesAsync(SharedData.Image(name)), "application/octet-stream"), "?confidence=0.05");
        Assert.Equal((width, height), (answer.Width, answer.Height));
        Assert.All(answer.Detections, found =>
        {
            Assert.InRange(found.Box.XMin, 0, found.Box.XMax - 1);
            Assert.InRange(found.Box.XMax, 1, width);
            Assert.InRange(found.Box.YMin, 0, found.Box.YMax - 1);
            Assert.InRange(found.Box.YMax, 1, height);
        });
    }

    [SharedDataFact]
    public async Task Analyze_BadFiles_AreAnsweredAndHurtNobodyAfterThem()
    {
        AnalyzeAnswer expected = await api.AnalyzeAsync(SamplePictures.Horses);
        string[] files = Directory.GetFiles(SharedData.Image("bad"));
        Assert.NotEmpty(files);

        List<string> faults = [];
        foreach (string file in files)
        {
            try
            {
                using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(await File.ReadAllBytesAsync(file)));
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    Assert.InRange((int)response.StatusCode, 400, 499);
                    await ProblemDocument.RequireAsync(response, response.StatusCode);
                }

                Assert.Equal(expected.Detections, (await api.AnalyzeAsync(SamplePictures.Horses)).Detections);
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or HttpRequestException)
            {
                faults.Add($"{Path.GetFileName(file)}: {exception.Message}");
            }
        }

        Assert.Empty(faults);
        Assert.Empty(api.Errors.Entries);
    }
}
