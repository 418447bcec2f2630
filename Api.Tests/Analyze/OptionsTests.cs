using System.Net;
using System.Text.Json.Nodes;
using Api.Tests.Problems;

namespace Api.Tests.Analyze;

[Collection(SharedApi.Name)]
public sealed class OptionsTests(ApiFactory api)
{
    [Fact]
    public async Task Confidence_Higher_LeavesTheBestOfALowerOne()
    {
        AnalyzeAnswer low = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.1");
        AnalyzeAnswer high = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.55");
        Assert.InRange(high.Detections.Count, 1, low.Detections.Count - 1);
        Assert.Equal(low.Detections.Where(found => found.Confidence > 0.55), high.Detections);
    }

    [Fact]
    public async Task MaxDetections_One_IsTheBest()
    {
        AnalyzeAnswer all = await api.AnalyzeAsync(SamplePictures.Dog);
        AnalyzeAnswer one = await api.AnalyzeAsync(SamplePictures.Dog, "?max_detections=1");
        Assert.Equal(all.Detections[0], Assert.Single(one.Detections));
    }

    [Theory]
    [InlineData("classes=dog,car")]
    [InlineData("classes=16,2")]
    [InlineData("classes=DOG,%202")]
    [InlineData("classes=dog&classes=car")]
    public async Task Classes_InQuery_AreTheOnlyOnes(string query) =>
        RequireDogAndCar(await api.AnalyzeAsync(SamplePictures.Dog, "?" + query));

    [Theory]
    [InlineData("""["dog","car"]""")]
    [InlineData("""["dog",2]""")]
    [InlineData("\"dog,car\"")]
    public async Task Classes_InJson_AreTheOnlyOnes(string classes) =>
        RequireDogAndCar(await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("classes", JsonNode.Parse(classes)))));

    [Fact]
    public async Task Classes_InFormFields_AddUp() =>
        RequireDogAndCar(await api.AnalyzeAsync(PictureContent.Form(SamplePictures.Dog, ("classes", "dog"), ("classes", "car"))));

    [Fact]
    public async Task Classes_OneIdAsJsonNumber_IsTheOnlyOne()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("classes", 16)));
        Assert.Equal("dog", Assert.Single(answer.Detections).ClassName);
    }

    [Fact]
    public async Task Iou_Lower_SuppressesMoreBoxesOfAClass()
    {
        AnalyzeAnswer strict = await api.AnalyzeAsync(SamplePictures.Horses, "?confidence=0.1&iou=0.2");
        AnalyzeAnswer loose = await api.AnalyzeAsync(SamplePictures.Horses, "?confidence=0.1&iou=0.9");
        Assert.InRange(strict.Detections.Count, 1, loose.Detections.Count - 1);
        Assert.True(LargestOverlap(strict, sameClass: true) <= 0.25);
        Assert.True(LargestOverlap(loose, sameClass: true) > 0.25);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("")]
    public async Task AgnosticNms_On_SuppressesAcrossClasses(string value)
    {
        AnalyzeAnswer off = await api.AnalyzeAsync(SamplePictures.Horses, "?confidence=0.1&iou=0.3&agnostic_nms=false");
        AnalyzeAnswer on = await api.AnalyzeAsync(SamplePictures.Horses, "?confidence=0.1&iou=0.3&agnostic_nms=" + value);
        Assert.True(LargestOverlap(off, sameClass: false) > 0.5);
        Assert.True(LargestOverlap(on, sameClass: false) <= 0.35);
    }

    [Theory]
    [InlineData("confidence=1.01", "confidence")]
    [InlineData("confidence=-0.1", "confidence")]
    [InlineData("confidence=NaN", "confidence")]
    [InlineData("confidence=Infinity", "confidence")]
    [InlineData("confidence=high", "confidence")]
    [InlineData("confidence=0,5", "confidence")]
    [InlineData("confidence=", "confidence")]
    [InlineData("iou=2", "iou")]
    [InlineData("iou=x", "iou")]
    [InlineData("max_detections=0", "max_detections")]
    [InlineData("max_detections=-1", "max_detections")]
    [InlineData("max_detections=1001", "max_detections")]
    [InlineData("max_detections=99999999999", "max_detections")]
    [InlineData("max_detections=1.5", "max_detections")]
    [InlineData("agnostic_nms=perhaps", "agnostic_nms")]
    [InlineData("tiles=many", "tiles")]
    [InlineData("tiles=9x9", "tiles")]
    [InlineData("classes=unicorn", "unicorn")]
    [InlineData("classes=dog,unicorn", "unicorn")]
    [InlineData("classes=80", "80")]
    [InlineData("classes=-1", "-1")]
    public async Task Option_OutOfRangeInQuery_Is400NamingIt(string query, string named)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog), "?" + query);
        Assert.Contains(named, await ProblemDocument.RequireAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("confidence", "2")]
    [InlineData("confidence", "\"much\"")]
    [InlineData("confidence", "true")]
    [InlineData("confidence", "[0.5]")]
    [InlineData("confidence", "{}")]
    [InlineData("iou", "-1")]
    [InlineData("max_detections", "1e3")]
    [InlineData("max_detections", "null0")]
    [InlineData("agnostic_nms", "2")]
    [InlineData("classes", "[\"unicorn\"]")]
    [InlineData("classes", "[true]")]
    [InlineData("classes", "[[16]]")]
    [InlineData("classes", "[1.5]")]
    [InlineData("image_name", "{}")]
    public async Task Option_WrongInJson_Is400(string name, string value)
    {
        string body = $$"""{"image_data":"{{Convert.ToBase64String(SamplePictures.Dog)}}","{{name}}":{{value}}}""";
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.JsonText(body));
        await ProblemDocument.RequireAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Option_WrongInFormField_Is400NamingIt()
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Form(SamplePictures.Dog, ("confidence", "7")));
        Assert.Contains("confidence", await ProblemDocument.RequireAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2x2")]
    [InlineData("auto")]
    public async Task Tiles_OnALargePicture_AddToWhatTheWholeShows(string tiles)
    {
        // The whole picture's objects are found again, whatever the tiles add.
        AnalyzeAnswer whole = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.5");
        AnalyzeAnswer tiled = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.5&tiles=" + tiles);
        Assert.All(whole.Detections, found => Assert.Contains(tiled.Detections, other => other.ClassId == found.ClassId && other.Box.OverlapWith(found.Box) > 0.5));
        AnalyzeAnswer none = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.5&tiles=none");
        Assert.Equal(whole.Detections, none.Detections);
    }

    [Fact]
    public async Task Option_ClassNameOfMegabytes_IsNotSentBack()
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(
            PictureContent.Json(SamplePictures.Dog, ("classes", new JsonArray(new string('\u0001', 1 << 20)))));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 8192);
    }

    [Fact]
    public async Task Option_NullInJson_LeavesTheDefault()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(PictureContent.Json(
            SamplePictures.Dog, ("confidence", null), ("iou", null), ("max_detections", null), ("classes", null), ("agnostic_nms", null), ("image_name", null)));
        Assert.Equal((await api.AnalyzeAsync(SamplePictures.Dog)).Detections, answer.Detections);
        Assert.Equal("image.jpg", answer.ImageName);
    }

    private static void RequireDogAndCar(AnalyzeAnswer answer) =>
        Assert.Equal(["car", "dog"], answer.Detections.Select(found => found.ClassName).Order());

    private static double LargestOverlap(AnalyzeAnswer answer, bool sameClass) =>
        (from first in answer.Detections
         from second in answer.Detections
         where !ReferenceEquals(first, second) && (!sameClass || first.ClassId == second.ClassId)
         select first.Box.OverlapWith(second.Box)).DefaultIfEmpty().Max();
}
