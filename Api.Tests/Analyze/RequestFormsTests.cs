using System.Net.Http.Headers;
using System.Text;

namespace Api.Tests.Analyze;

[Collection(SharedApi.Name)]
public sealed class RequestFormsTests(ApiFactory api)
{
    // A file with another purpose than the picture's; it is read past.
    private static readonly byte[] OtherFile = Encoding.ASCII.GetBytes(new string('x', 100_000));

    // The same for all of these tests, which run one after the other.
    private static Task<AnalyzeAnswer>? _expected;

    [Fact]
    public async Task Analyze_JsonWithBase64_SameDetections() => await RequireDogAsync(PictureContent.Json(SamplePictures.Dog));

    [Fact]
    public async Task Analyze_JsonWithDataUri_SameDetections() =>
        await RequireDogAsync(PictureContent.JsonWithData("data:image/jpeg;base64," + Convert.ToBase64String(SamplePictures.Dog)));

    [Fact]
    public async Task Analyze_JsonWithEscapedSlashes_SameDetections()
    {
        string base64 = Convert.ToBase64String(SamplePictures.Dog);
        Assert.Contains('/', base64);
        string escaped = base64.Replace("/", "\\/", StringComparison.Ordinal);
        await RequireDogAsync(PictureContent.JsonText($$"""{"image_data":"{{escaped}}"}"""));
    }

    [Fact]
    public async Task Analyze_JsonWithEscapedDataUri_SameDetections()
    {
        string escaped = ("data:image/jpeg;base64," + Convert.ToBase64String(SamplePictures.Dog)).Replace("/", "\\/", StringComparison.Ordinal);
        await RequireDogAsync(PictureContent.JsonText($$"""{"image_data":"{{escaped}}"}"""));
    }

    [Fact]
    public async Task Analyze_JsonWithLineBreaksInBase64_SameDetections() =>
        await RequireDogAsync(PictureContent.JsonWithData(Convert.ToBase64String(SamplePictures.Dog, Base64FormattingOptions.InsertLineBreaks)));

    [Fact]
    public async Task Analyze_JsonWithUnknownMembers_SameDetections() =>
        await RequireDogAsync(PictureContent.JsonText(
            $$$"""{"meta":{"a":[1,{"b":null}]},"image_data":"{{{Convert.ToBase64String(SamplePictures.Dog)}}}","tags":["x"],"n":1e400}"""));

    [Fact]
    public async Task Analyze_JsonWithSuffixType_SameDetections()
    {
        StringContent body = PictureContent.Json(SamplePictures.Dog);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.example+json");
        await RequireDogAsync(body);
    }

    [Fact]
    public async Task Analyze_JsonWithByteOrderMark_SameDetections()
    {
        byte[] json = await PictureContent.Json(SamplePictures.Dog).ReadAsByteArrayAsync();
        await RequireDogAsync(PictureContent.Raw([0xEF, 0xBB, 0xBF, .. json], "application/json"));
    }

    [Fact]
    public async Task Analyze_FormWithLongFieldThatIsNoOption_SameDetections() =>
        await RequireDogAsync(PictureContent.Form(SamplePictures.Dog, ("notes", new string('x', 100_000))));

    [Fact]
    public async Task Analyze_FormWithImage_SameDetections() => await RequireDogAsync(PictureContent.Form(SamplePictures.Dog));

    [Fact]
    public async Task Analyze_FormWithFileOfOtherName_SameDetections() =>
        await RequireDogAsync(PictureContent.Files(("upload", SamplePictures.Dog, "dog.jpg")));

    [Fact]
    public async Task Analyze_FormWithTwoFilesOfOtherNames_FirstWins() =>
        await RequireDogAsync(PictureContent.Files(("first", SamplePictures.Dog, "dog.jpg"), ("second", SamplePictures.Horses, "horses.jpg")));

    [Fact]
    public async Task Analyze_FormWithImageBehindAnotherFile_ImageWins() =>
        await RequireDogAsync(PictureContent.Files(("notes", OtherFile, "notes.txt"), ("image", SamplePictures.Dog, "dog.jpg")));

    [Fact]
    public async Task Analyze_FormWithImageBeforeAnotherFile_ImageWins() =>
        await RequireDogAsync(PictureContent.Files(("image", SamplePictures.Dog, "dog.jpg"), ("other", SamplePictures.Horses, "horses.jpg")));

    [Fact]
    public async Task Analyze_FormWithImageWithoutFileName_SameDetections()
    {
        MultipartFormDataContent form = new() { { PictureContent.Raw(SamplePictures.Dog), "image" } };
        await RequireDogAsync(form);
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("IMAGE/JPEG")]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    public async Task Analyze_BodyIsPicture_SameDetectionsWhateverTypeItClaims(string mediaType) =>
        await RequireDogAsync(PictureContent.Raw(SamplePictures.Dog, mediaType));

    [Fact]
    public async Task Analyze_ChunkedBody_SameDetections()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Raw(SamplePictures.Dog) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        AnalyzeAnswer chunked = await AnalyzeAnswer.ReadAsync(response);
        Assert.Equal((await api.AnalyzeAsync(SamplePictures.Dog)).Detections, chunked.Detections);
    }

    private async Task RequireDogAsync(HttpContent body)
    {
        AnalyzeAnswer expected = await (_expected ??= api.AnalyzeAsync(SamplePictures.Dog));
        AnalyzeAnswer answer = await api.AnalyzeAsync(body);
        Assert.NotEmpty(expected.Detections);
        Assert.Equal(expected.Detections, answer.Detections);
        Assert.Equal((768, 576), (answer.Width, answer.Height));
    }
}
