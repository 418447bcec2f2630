using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Limits;

public sealed class BodyLimitTests(BodyLimitTests.LimitedApi api) : IClassFixture<BodyLimitTests.LimitedApi>
{
    private const int Limit = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Analyze_RawBodyTooLong_Is413(bool isChunked) =>
        await RequireRefusedAsync(() => PictureContent.Raw(SamplePictures.Dog[..(Limit + 1)]), isChunked);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Analyze_JsonTooLong_Is413(bool isChunked) =>
        await RequireRefusedAsync(() => PictureContent.Json(SamplePictures.Dog[..Limit]), isChunked);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Analyze_FormTooLong_Is413(bool isChunked) =>
        await RequireRefusedAsync(() => PictureContent.Form(SamplePictures.Dog[..Limit]), isChunked);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Analyze_FormTooLongByWhatIsNotThePicture_Is413(bool isChunked) =>
        await RequireRefusedAsync(() => PictureContent.Files(("image", Png.Noise(8, 8), "x.png"), ("other", new byte[Limit], "x.bin")), isChunked);

    [Fact]
    public async Task Analyze_LengthTooLarge_IsRefusedBeforeTheBodyIsSent()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Raw(SamplePictures.Dog) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Analyze_BodyAsLongAsTheLimit_IsRead()
    {
        byte[] body = SamplePictures.Dog[..Limit];
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(body));
        await ProblemDocument.RequireAsync(response, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Analyze_AfterARefusal_TheNextIsAnswered()
    {
        await RequireRefusedAsync(() => PictureContent.Raw(SamplePictures.Dog[..(Limit + 1)]), isChunked: true);
        Assert.Equal(8, (await api.AnalyzeAsync(Png.Noise(8, 8))).Width);
    }

    [Fact]
    public async Task Analyze_SmallestLimit_StillTakesWhatFits()
    {
        await using ApiFactory small = await ApiFactory.StartAsync(("Limits:MaxBodyBytes", "1024"));
        byte[] picture = Png.Noise(8, 8);
        Assert.Equal(8, (await small.AnalyzeAsync(picture)).Width);
        Assert.Equal(8, (await small.AnalyzeAsync(PictureContent.Json(picture))).Width);
        Assert.Equal(8, (await small.AnalyzeAsync(PictureContent.Form(picture))).Width);
    }

    // Kestrel closes the connection behind the answer while the client may still write: now and then the client sees that first. The answer must come all the same
    // when it tries again.
    private async Task RequireRefusedAsync(Func<HttpContent> body, bool isChunked)
    {
        const int Tries = 5;
        for (int attempt = 1; ; attempt++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = body() };
            request.Headers.TransferEncodingChunked = isChunked;
            try
            {
                using HttpResponseMessage response = await api.Client.SendAsync(request);
                Assert.Contains("larger", await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
                return;
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException && attempt < Tries)
            {
            }
        }
    }

    /// <summary>The service with a small limit.</summary>
    public sealed class LimitedApi() : ApiFactory([("Limits:MaxBodyBytes", $"{Limit}")]);
}
