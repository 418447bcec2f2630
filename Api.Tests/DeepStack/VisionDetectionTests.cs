using System.Net;
using System.Text.Json;
using Api.Tests.Analyze;
using TestSupport;

namespace Api.Tests.DeepStack;

/// <summary>POST /v1/vision/detection as its clients call it, and what they read of the answer.</summary>
[Collection(SharedApi.Name)]
public sealed class VisionDetectionTests(ApiFactory api)
{
    private static readonly Uri Path = new("/v1/vision/detection", UriKind.Relative);

    // Frigate's detector: its key is empty where none is configured; it reads predictions, breaks off at the first below 0.4 and divides by the size.
    [Fact]
    public async Task Detection_AsFrigateAsks_HasWhatItReads()
    {
        JsonElement answer = await RequireAsync(ClientRequest.OfPython(SamplePictures.Dog, ("api_key", "")));

        List<(string Label, float Confidence, float[] Box)> detections = [];
        foreach (JsonElement prediction in answer.GetProperty("predictions").EnumerateArray())
        {
            float confidence = prediction.GetProperty("confidence").GetSingle();
            Assert.InRange(confidence, 0.4f, 1);
            detections.Add((
                prediction.GetProperty("label").GetString()!,
                confidence,
                [
                    prediction.GetProperty("y_min").GetInt32() / 576f, prediction.GetProperty("x_min").GetInt32() / 768f,
                    prediction.GetProperty("y_max").GetInt32() / 576f, prediction.GetProperty("x_max").GetInt32() / 768f,
                ]));
        }

        Assert.Equal(detections.OrderByDescending(found => found.Confidence), detections);
        Assert.All(detections, found => Assert.All(found.Box, side => Assert.InRange(side, 0, 1)));

        // Drawn by eye on the photograph.
        Assert.Contains(detections, found => found.Label == "dog" && MathF.Abs(found.Box[0] - 0.37f) < 0.1f && MathF.Abs(found.Box[3] - 0.43f) < 0.1f);
    }

    [Fact]
    public async Task Detection_DefaultConfidence_IsThatOfTheProtocolAndAtHalfThereIsLess()
    {
        int[] counts =
        [
            await CountAsync(ClientRequest.OfPython(SamplePictures.Dog)),
            await CountAsync(ClientRequest.OfPython(SamplePictures.Dog, ("min_confidence", "0.4"))),
            await CountAsync(ClientRequest.OfPython(SamplePictures.Dog, ("min_confidence", "0.55"))),
        ];
        Assert.Equal(counts[0], counts[1]);
        Assert.InRange(counts[2], 1, counts[0] - 1);
    }

    [Fact]
    public async Task Detection_EveryKindOfClient_IsAnsweredAlikeAndAsAnalyze()
    {
        AnalyzeAnswer expected = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.45");
        foreach (HttpContent body in new[]
        {
            ClientRequest.OfPython(SamplePictures.Dog, ("min_confidence", "0.45")),
            ClientRequest.OfDotNet(SamplePictures.Dog, ("min_confidence", "0.45"), ("api_key", "")),
            ClientRequest.OfBrowser(SamplePictures.Dog, ("min_confidence", "0.45")),
        })
        {
            JsonElement answer = await RequireAsync(body);
            PixelBox[] boxes =
            [
                .. answer.GetProperty("predictions").EnumerateArray().Select(found => new PixelBox(
                    found.GetProperty("x_min").GetInt32(), found.GetProperty("y_min").GetInt32(),
                    found.GetProperty("x_max").GetInt32(), found.GetProperty("y_max").GetInt32())),
            ];
            Assert.Equal(expected.Detections.Select(found => found.Box), boxes);
            Assert.Equal(
                expected.Detections.Select(found => found.ClassName),
                answer.GetProperty("predictions").EnumerateArray().Select(found => found.GetProperty("label").GetString()));
        }
    }

    // Blue Iris and other clients of CodeProject.AI show these.
    [Fact]
    public async Task Detection_Success_HasTheMembersOfCodeProject()
    {
        JsonElement answer = await RequireAsync(ClientRequest.OfBrowser(SamplePictures.Dog));
        Assert.Equal(200, answer.GetProperty("code").GetInt32());
        Assert.Equal(answer.GetProperty("predictions").GetArrayLength(), answer.GetProperty("count").GetInt32());
        Assert.Contains("dog", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(answer.GetProperty("duration").GetDouble() > 0);
        Assert.True(answer.GetProperty("inferenceMs").GetInt32() > 0);
        Assert.InRange(answer.GetProperty("processMs").GetInt32(), answer.GetProperty("inferenceMs").GetInt32(), answer.GetProperty("analysisRoundTripMs").GetInt32());
        Assert.All(["moduleId", "executionProvider", "command"], member => Assert.NotEmpty(answer.GetProperty(member).GetString()!));
    }

    [Fact]
    public async Task Detection_NothingThere_IsAnEmptyListAndASuccess()
    {
        JsonElement answer = await RequireAsync(ClientRequest.OfPython(Png.Flat(64, 64, 90, 90, 90)));
        Assert.Equal(0, answer.GetProperty("predictions").GetArrayLength());
        Assert.Equal(0, answer.GetProperty("count").GetInt32());
    }

    // Frigate has room for twenty; its address can carry the limit.
    [Fact]
    public async Task Detection_OptionsOfAnalyzeInTheAddress_AreTaken()
    {
        using HttpContent body = ClientRequest.OfPython(SamplePictures.Dog, ("api_key", ""));
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/v1/vision/detection?max_detections=1&classes=bicycle", UriKind.Relative), body);
        JsonElement prediction = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("predictions").EnumerateArray().Single();
        Assert.Equal("bicycle", prediction.GetProperty("label").GetString());
    }

    public static TheoryData<string, HttpStatusCode> Wrong => new()
    {
        { "no picture", HttpStatusCode.BadRequest },
        { "not a picture", HttpStatusCode.BadRequest },
        { "damaged", HttpStatusCode.UnprocessableEntity },
        { "min_confidence 2", HttpStatusCode.BadRequest },
        { "min_confidence x", HttpStatusCode.BadRequest },
        { "raw", HttpStatusCode.UnsupportedMediaType },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Detection_Error_HasTheProtocolsForm(string what, HttpStatusCode status)
    {
        using HttpContent body = what switch
        {
            "no picture" => new MultipartFormDataContent { { new StringContent("0.4"), "min_confidence" } },
            "not a picture" => ClientRequest.OfPython("hello"u8.ToArray()),
            "damaged" => ClientRequest.OfPython(SamplePictures.Dog[..20_000]),
            "min_confidence 2" => ClientRequest.OfPython(SamplePictures.Dog, ("min_confidence", "2")),
            "min_confidence x" => ClientRequest.OfPython(SamplePictures.Dog, ("min_confidence", "x")),
            _ => PictureContent.Raw(SamplePictures.Dog),
        };
        using HttpResponseMessage response = await api.Client.PostAsync(Path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonElement answer = JsonElement.Parse(text);
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal((int)status, answer.GetProperty("code").GetInt32());
        Assert.EndsWith(".", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(answer.TryGetProperty("predictions", out _));
    }

    [Fact]
    public async Task Detection_OtherMethod_IsNotThere()
    {
        using HttpResponseMessage response = await api.Client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private async Task<int> CountAsync(HttpContent body) => (await RequireAsync(body)).GetProperty("predictions").GetArrayLength();

    private async Task<JsonElement> RequireAsync(HttpContent body)
    {
        using HttpContent sent = body;
        using HttpResponseMessage response = await api.Client.PostAsync(Path, sent);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        JsonElement answer = JsonElement.Parse(text);
        Assert.True(answer.GetProperty("success").GetBoolean());
        return answer;
    }
}
