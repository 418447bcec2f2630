using System.Text;

namespace Api.Tests.Analyze;

[Collection(SharedApi.Name)]
public sealed class ImageNameTests(ApiFactory api)
{
    [Fact]
    public async Task ImageName_NotGiven_IsImageJpg()
    {
        Assert.Equal("image.jpg", (await api.AnalyzeAsync(SamplePictures.Dog)).ImageName);
        Assert.Equal("image.jpg", (await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog))).ImageName);
    }

    [Theory]
    [InlineData("dog.jpg", "dog.jpg")]
    [InlineData("../../x/y.jpg", "y.jpg")]
    [InlineData("C:\\pictures\\y.jpg", "y.jpg")]
    [InlineData("  y.jpg\r\n", "y.jpg")]
    [InlineData("Größe 犬 🐕.jpg", "Größe 犬 🐕.jpg")]
    [InlineData("<b>\"y\".jpg", "<b>\"y\".jpg")]
    [InlineData("", "image.jpg")]
    [InlineData("folder/", "image.jpg")]
    public async Task ImageName_InJson_IsCleaned(string sent, string expected) =>
        Assert.Equal(expected, (await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("image_name", sent)))).ImageName);

    [Fact]
    public async Task ImageName_InQuery_IsTaken() =>
        Assert.Equal("y.jpg", (await api.AnalyzeAsync(SamplePictures.Dog, "?image_name=..%2Fx%2Fy.jpg")).ImageName);

    [Fact]
    public async Task ImageName_OfFile_IsTaken() =>
        Assert.Equal("dog.jpg", (await api.AnalyzeAsync(PictureContent.Files(("image", SamplePictures.Dog, "dog.jpg")))).ImageName);

    [Fact]
    public async Task ImageName_OfFileWithForeignLetters_IsTaken()
    {
        // As browsers send it: UTF-8 in the header itself.
        byte[] head = Encoding.UTF8.GetBytes("--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"Größe.jpg\"\r\n\r\n");
        byte[] body = [.. head, .. SamplePictures.Dog, .. "\r\n--b--\r\n"u8];
        Assert.Equal("Größe.jpg", (await api.AnalyzeAsync(PictureContent.Raw(body, "multipart/form-data; boundary=b"))).ImageName);
    }

    [Fact]
    public async Task ImageName_OfFormFieldAndFile_FieldWins()
    {
        using MultipartFormDataContent form = PictureContent.Form(SamplePictures.Dog, ("image_name", "field.jpg"));
        Assert.Equal("field.jpg", (await api.AnalyzeAsync(form)).ImageName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task ImageName_TooLong_IsCutBetweenCharacters(string start)
    {
        string name = start + string.Concat(Enumerable.Repeat("🐕", 300));
        string answer = (await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("image_name", name)))).ImageName;
        Assert.InRange(answer.Length, 200, 255);
        Assert.StartsWith(answer, name, StringComparison.Ordinal);
    }
}
