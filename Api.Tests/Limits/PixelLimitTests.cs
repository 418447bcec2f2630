using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Limits;

[Collection(SharedApi.Name)]
public sealed class PixelLimitTests(ApiFactory api)
{
    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(7_072, 7_072)]
    [InlineData(40_000, 1)]
    [InlineData(1, 40_000)]
    public async Task Analyze_HeaderClaimsTooManyPixels_Is413NamingTheSize(int width, int height)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(Png.HeaderOnly(width, height), "image/png"));
        string sentence = await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains($"{width} x {height}", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Detection:MaxPixels", "400000")]
    [InlineData("Detection:MaxSide", "767")]
    public async Task Analyze_LargerThanConfigured_Is413(string setting, string value)
    {
        await using ApiFactory limited = await ApiFactory.StartAsync((setting, value));
        using HttpResponseMessage response = await limited.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
        Assert.Contains("768 x 576", await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Equal(640, (await limited.AnalyzeAsync(SamplePictures.Person)).Width);
    }
}
