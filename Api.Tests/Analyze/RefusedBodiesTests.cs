using System.Net;
using System.Text;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Analyze;

/// <summary>Bodies that the caller can mend: 400, 415 and 422, each with a sentence.</summary>
[Collection(SharedApi.Name)]
public sealed class RefusedBodiesTests(ApiFactory api)
{
    [Theory]
    [InlineData("""{}""", "image_data is missing")]
    [InlineData("""{"image_name":"x.jpg"}""", "image_data is missing")]
    [InlineData("""{"image_data":null}""", "image_data must be a text")]
    [InlineData("""{"image_data":12}""", "image_data must be a text")]
    [InlineData("""{"image_data":["QQ=="]}""", "image_data must be a text")]
    [InlineData("""{"image_data":{"a":1}}""", "image_data must be a text")]
    [InlineData("""{"image_data":""}""", "image_data is empty")]
    [InlineData("""{"image_data":"data:image/jpeg;base64,"}""", "image_data is empty")]
    [InlineData("""{"image_data":"not base64!"}""", "not valid base64")]
    [InlineData("""{"image_data":"QUJDRA"}""", "not valid base64")]
    [InlineData("""{"image_data":"data:image/svg+xml,<svg/>"}""", "without base64")]
    [InlineData("""{"image_data":"data:image/jpeg;base64"}""", "without base64")]
    [InlineData("""{"image_data":"SGVsbG8sIHdvcmxkIQ=="}""", "not a picture")]
    [InlineData("""[{"image_data":"QQ=="}]""", "JSON object")]
    [InlineData("\"QQ==\"", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("", "JSON")]
    [InlineData("   ", "JSON")]
    [InlineData("""{"image_data":"QQ==" """, "not valid JSON")]
    [InlineData("""{"image_data":"QQ=="}{}""", "not valid JSON")]
    [InlineData("""{"image_data":"QQ==",}""", "not valid JSON")]
    [InlineData("""{'image_data':'QQ=='}""", "not valid JSON")]
    [InlineData("image_data=QQ==", "not valid JSON")]
    [InlineData("""{"image_name":"\ud800","image_data":"QQ=="}""", "not valid JSON")]
    [InlineData("""{"image_data":"\ud800"}""", "not valid JSON")]
    [InlineData("""{"\ud800":1,"image_data":"QQ=="}""", "not valid JSON")]
    public async Task Analyze_WrongJson_Is400(string body, string expected) => await RequireAsync(PictureContent.JsonText(body), expected);

    [Fact]
    public async Task Analyze_JsonNestedTooDeep_Is400() =>
        await RequireAsync(PictureContent.JsonText("{\"a\":" + new string('[', 10_000)), "not valid JSON");

    [Fact]
    public async Task Analyze_JsonWithInvalidUtf8_Is400()
    {
        byte[] body = [.. "{\"image_name\":\""u8, 0xFF, 0xFE, .. "\",\"image_data\":\"QQ==\"}"u8];
        await RequireAsync(PictureContent.Raw(body, "application/json"), "not valid JSON");
    }

    [Fact]
    public async Task Analyze_EmptyBody_Is400() => await RequireAsync(PictureContent.Raw([]), "empty");

    [Fact]
    public async Task Analyze_TextAsPicture_Is400() => await RequireAsync(PictureContent.Raw("Hello, world!"u8.ToArray()), "not a picture");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Analyze_FirstBytesOfAPicture_Is4xx(int length)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog[..length]));
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        await ProblemDocument.RequireAsync(response, response.StatusCode);
    }

    [Fact]
    public async Task Analyze_FormWithoutFile_Is400()
    {
        MultipartFormDataContent form = new() { { new StringContent("0.5"), "confidence" } };
        await RequireAsync(form, "no picture");
    }

    [Fact]
    public async Task Analyze_FormWithEmptyFile_Is400() => await RequireAsync(PictureContent.Files(("image", [], "empty.jpg")), "no picture");

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    public async Task Analyze_FormWithoutBoundary_Is400(string mediaType)
    {
        ByteArrayContent body = new("--b\r\n\r\nx\r\n--b--\r\n"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        await RequireAsync(body, "boundary");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no boundary at all")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x.jpg\"\r\n\r\ncut off")]
    [InlineData("--b\r\nno header\r\n\r\nx\r\n--b--\r\n")]
    public async Task Analyze_FormNotWellFormed_Is400(string body) =>
        await RequireAsync(PictureContent.Raw(Encoding.ASCII.GetBytes(body), "multipart/form-data; boundary=b"), "not well formed");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Analyze_OtherMediaType_Is415(string? mediaType)
    {
        using ByteArrayContent body = PictureContent.Raw(SamplePictures.Dog, mediaType: null);
        if (mediaType is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        using HttpResponseMessage response = await api.PostAnalyzeAsync(body);
        Assert.Contains("application/json", await ProblemDocument.RequireAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>", "SVG")]
    [InlineData("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG")]
    [InlineData("%PDF-1.7\n1 0 obj\n", "PDF")]
    [InlineData("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "BMP")]
    public async Task Analyze_PictureOfAFormatThatIsNotRead_Is415NamingIt(string content, string format)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(Encoding.Latin1.GetBytes(content), "image/jpeg"));
        Assert.Contains(format, await ProblemDocument.RequireAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    [InlineData(163_000)]
    public async Task Analyze_TruncatedJpeg_Is422(int length)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Json(SamplePictures.Dog[..length]));
        Assert.Contains("damaged", await ProblemDocument.RequireAsync(response, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_WholePng_IsAnswered()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(Png.Noise(200, 100));
        Assert.Equal((200, 100), (answer.Width, answer.Height));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(500)]
    [InlineData(20_000)]
    public async Task Analyze_TruncatedPng_Is422(int length)
    {
        byte[] whole = Png.Noise(200, 200);
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(whole[..length]));
        Assert.Contains("damaged", await ProblemDocument.RequireAsync(response, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    private async Task RequireAsync(HttpContent body, string expected)
    {
        using HttpContent sent = body;
        using HttpResponseMessage response = await api.PostAnalyzeAsync(sent);
        Assert.Contains(expected, await ProblemDocument.RequireAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }
}
