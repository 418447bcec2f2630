using System.Globalization;
using System.Text.Json;

namespace Api.Tests.Analyze;

[Collection(SharedApi.Name)]
public sealed class ResponseContractTests(ApiFactory api)
{
    // Many detections, weak ones too.
    private const string Query = "?confidence=0.05";

    [Fact]
    public async Task Response_Success_IsJsonWithTheContractsMembersInOrder()
    {
        JsonElement answer = await ReadAsync();
        Assert.Equal(["image_name", "image_dimensions", "detections", "detection_count"], MembersOf(answer));
        Assert.Equal(["width", "height"], MembersOf(answer.GetProperty("image_dimensions")));
        Assert.All(answer.GetProperty("detections").EnumerateArray(), detection =>
        {
            Assert.Equal(["class_name", "class_id", "confidence", "box_2d", "normalized_box"], MembersOf(detection));
            Assert.Equal(["x_min", "y_min", "x_max", "y_max"], MembersOf(detection.GetProperty("box_2d")));
            Assert.Equal(["x_center", "y_center", "width", "height"], MembersOf(detection.GetProperty("normalized_box")));
        });
    }

    [Fact]
    public async Task Response_Success_CountIsTheNumberOfDetections()
    {
        JsonElement answer = await ReadAsync();
        Assert.Equal(answer.GetProperty("detections").GetArrayLength(), answer.GetProperty("detection_count").GetInt32());
        Assert.True(answer.GetProperty("detection_count").GetInt32() > 3);
    }

    [Fact]
    public async Task Response_Success_DetectionsAreSortedByConfidence()
    {
        double[] confidences = [.. (await ReadAsync()).GetProperty("detections").EnumerateArray().Select(found => found.GetProperty("confidence").GetDouble())];
        Assert.Equal(confidences.OrderDescending(), confidences);
        Assert.All(confidences, confidence => Assert.InRange(confidence, 0.05, 1));
    }

    [Fact]
    public async Task Response_Success_NumbersAreRoundedAndInsideThePicture() =>
        Assert.All((await ReadAsync()).GetProperty("detections").EnumerateArray(), detection =>
        {
            RequireDecimals(detection.GetProperty("confidence"), 3);
            Assert.All(detection.GetProperty("normalized_box").EnumerateObject(), side =>
            {
                RequireDecimals(side.Value, 4);
                Assert.InRange(side.Value.GetDouble(), 0, 1);
            });
            PixelBox box = FoundObject.From(detection).Box;
            Assert.InRange(box.XMin, 0, box.XMax - 1);
            Assert.InRange(box.YMin, 0, box.YMax - 1);
            Assert.InRange(box.XMax, 1, 768);
            Assert.InRange(box.YMax, 1, 576);
        });

    [Fact]
    public async Task Response_Success_BothBoxesAreTheSamePlace() =>
        Assert.All((await ReadAsync()).GetProperty("detections").EnumerateArray(), detection =>
        {
            PixelBox box = FoundObject.From(detection).Box;
            JsonElement normalized = detection.GetProperty("normalized_box");
            Assert.Equal((box.XMin + box.XMax) / 2.0, normalized.GetProperty("x_center").GetDouble() * 768, tolerance: 0.6);
            Assert.Equal((box.YMin + box.YMax) / 2.0, normalized.GetProperty("y_center").GetDouble() * 576, tolerance: 0.6);
            Assert.Equal(box.XMax - box.XMin, normalized.GetProperty("width").GetDouble() * 768, tolerance: 1.1);
            Assert.Equal(box.YMax - box.YMin, normalized.GetProperty("height").GetDouble() * 576, tolerance: 1.1);
        });

    [Fact]
    public async Task Response_NothingFound_IsAnEmptyList()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(SamplePictures.Dog, "?classes=toothbrush&confidence=0.9");
        Assert.Empty(answer.Detections);
    }

    [Fact]
    public async Task Response_Success_ServerTimingNamesEveryStage()
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
        Dictionary<string, double> stages = string.Join(", ", response.Headers.GetValues("Server-Timing"))
            .Split(", ")
            .Select(stage => stage.Split(";dur="))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Superset(new HashSet<string> { "queue", "decode", "letterbox", "inference", "head", "total" }, stages.Keys.ToHashSet());
        Assert.All(stages.Values, duration => Assert.InRange(duration, 0, 60_000));
        Assert.True(stages["inference"] > 0);
        Assert.InRange(stages["decode"] + stages["letterbox"] + stages["inference"] + stages["head"], 0, stages["total"] + 0.1);
    }

    private async Task<JsonElement> ReadAsync()
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog), Query);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private static string[] MembersOf(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    private static void RequireDecimals(JsonElement number, int decimals) => Assert.Equal(decimal.Round(number.GetDecimal(), decimals), number.GetDecimal());
}
