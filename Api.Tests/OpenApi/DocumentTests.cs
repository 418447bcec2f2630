using System.Text.Json.Nodes;
using Api.Tests.Analyze;
using TestSupport;

namespace Api.Tests.OpenApi;

[Collection(SharedApi.Name)]
public sealed class DocumentTests(ApiFactory api)
{
    [Fact]
    public async Task Document_Served_IsTheOneCheckedIn()
    {
        JsonNode checkedIn = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "Api", "openapi.json")))!;
        JsonNode served = await ReadAsync();
        Assert.True(JsonNode.DeepEquals(checkedIn, served), "Api/openapi.json is not what the service serves: build Api and check the file in.");
    }

    [Theory]
    [InlineData("200")]
    [InlineData("400")]
    [InlineData("413")]
    [InlineData("415")]
    [InlineData("422")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task Document_Analyze_HasTheStatusWithItsMediaType(string status)
    {
        JsonNode? response = (await ReadAnalyzeAsync())["responses"]?[status];
        Assert.NotNull(response);
        Assert.False(string.IsNullOrWhiteSpace((string?)response["description"]));
        Assert.NotNull(response["content"]?[status == "200" ? "application/json" : "application/problem+json"]?["schema"]);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data")]
    [InlineData("image/*")]
    [InlineData("application/octet-stream")]
    public async Task Document_Analyze_HasTheFormOfBody(string mediaType) =>
        Assert.NotNull((await ReadAnalyzeAsync())["requestBody"]?["content"]?[mediaType]);

    [Fact]
    public async Task Document_Analyze_HasTheOptions()
    {
        IEnumerable<string?> names = (await ReadAnalyzeAsync())["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]);
        Assert.Superset(new HashSet<string?> { "confidence", "iou", "max_detections", "classes", "agnostic_nms", "image_name" }, names.ToHashSet());
    }

    [Fact]
    public async Task Document_ExampleOfARequest_CanBeSentAsItStands()
    {
        JsonNode example = (await ReadAnalyzeAsync())["requestBody"]!["content"]!["application/json"]!["example"]!;
        AnalyzeAnswer answer = await api.AnalyzeAsync(PictureContent.JsonText(example.ToJsonString()));
        Assert.Equal((1, 1), (answer.Width, answer.Height));
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    [InlineData("image/webp")]
    public async Task Document_Analyze_HasThePictureAsAnswer(string mediaType) =>
        Assert.Equal("binary", (string?)(await ReadAnalyzeAsync())["responses"]!["200"]!["content"]?[mediaType]?["schema"]?["format"]);

    [Fact]
    public async Task Document_VisionDetection_HasItsFormAndBothAnswers()
    {
        JsonNode detection = (await ReadAsync())["paths"]!["/v1/vision/detection"]!["post"]!;
        JsonObject fields = detection["requestBody"]!["content"]!["multipart/form-data"]!["schema"]!["properties"]!.AsObject();
        Assert.Equal(["image", "min_confidence", "api_key"], fields.Select(field => field.Key));
        Assert.All(["200", "400", "401", "422", "429"], status => Assert.NotNull(detection["responses"]![status]!["content"]!["application/json"]!["schema"]));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/model")]
    [InlineData("/v2")]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/{name}")]
    [InlineData("/v2/models/{name}/ready")]
    public async Task Document_OtherEndpoint_IsThere(string path) =>
        Assert.NotNull((await ReadAsync())["paths"]!.AsObject().SingleOrDefault(entry => entry.Key.TrimEnd('/') == path).Value?["get"]);

    private async Task<JsonNode> ReadAnalyzeAsync() => (await ReadAsync())["paths"]!["/analyze"]!["post"]!;

    private async Task<JsonNode> ReadAsync() => JsonNode.Parse(await api.Client.GetStringAsync(new Uri("/swagger/v1/swagger.json", UriKind.Relative)))!;
}
