using System.Text.Json.Nodes;

namespace Api.Tests.Analyze;

/// <summary>The same option in the query and in the body: the body's holds.</summary>
[Collection(SharedApi.Name)]
public sealed class OptionPrecedenceTests(ApiFactory api)
{
    private const string Query = "?classes=bicycle&max_detections=1&confidence=0.99&image_name=query.jpg";

    [Fact]
    public async Task Options_InQueryAndJson_JsonWins() => RequireDogOnly(await api.AnalyzeAsync(
        PictureContent.Json(
            SamplePictures.Dog, ("classes", new JsonArray("dog")), ("max_detections", 3), ("confidence", 0.3), ("image_name", "body.jpg")),
        Query));

    [Fact]
    public async Task Options_InQueryAndForm_FormWins() => RequireDogOnly(await api.AnalyzeAsync(
        PictureContent.Form(SamplePictures.Dog, ("classes", "dog"), ("max_detections", "3"), ("confidence", "0.3"), ("image_name", "body.jpg")),
        Query));

    [Fact]
    public async Task Options_SomeInQuerySomeInForm_BothHold()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(PictureContent.Form(SamplePictures.Dog, ("max_detections", "1")), "?classes=bicycle&image_name=query.jpg");
        Assert.Equal("bicycle", Assert.Single(answer.Detections).ClassName);
        Assert.Equal("query.jpg", answer.ImageName);
    }

    [Fact]
    public async Task Classes_InQueryAndNullInJson_QueryHolds()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("classes", null)), "?classes=bicycle");
        Assert.Equal("bicycle", Assert.Single(answer.Detections).ClassName);
    }

    [Fact]
    public async Task Options_InFormFieldBeforeTheFile_Hold()
    {
        MultipartFormDataContent form = new() { { new StringContent("dog"), "classes" }, { PictureContent.Raw(SamplePictures.Dog), "image", "dog.jpg" } };
        Assert.Equal("dog", Assert.Single((await api.AnalyzeAsync(form)).Detections).ClassName);
    }

    private static void RequireDogOnly(AnalyzeAnswer answer)
    {
        Assert.Equal("dog", Assert.Single(answer.Detections).ClassName);
        Assert.Equal("body.jpg", answer.ImageName);
    }
}
