using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;

namespace Api.Tests.Limits;

public sealed class RequestShapeLimitTests(RequestShapeLimitTests.LimitedApi api) : IClassFixture<RequestShapeLimitTests.LimitedApi>
{
    [Theory]
    [InlineData(2, HttpStatusCode.OK)]
    [InlineData(3, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Analyze_FormWithMoreParts_Is413(int furtherParts, HttpStatusCode expected)
    {
        (string, string)[] fields = [.. Enumerable.Range(0, furtherParts).Select(i => ($"field{i}", "value"))];
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Form(SamplePictures.Dog, fields));
        await RequireAsync(response, expected, "3 parts");
    }

    [Theory]
    [InlineData(3, HttpStatusCode.OK)]
    [InlineData(4, HttpStatusCode.BadRequest)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task Analyze_JsonNestedDeeper_Is400(int arrays, HttpStatusCode expected)
    {
        string nested = new string('[', arrays) + new string(']', arrays);
        string json = $"{{\"more\": {nested}, \"image_data\": \"{Convert.ToBase64String(SamplePictures.Dog)}\"}}";
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.JsonText(json));
        await RequireAsync(response, expected, "JSON");
    }

    [Theory]
    [InlineData(1_000, HttpStatusCode.OK)]
    [InlineData(1_001, HttpStatusCode.BadRequest)]
    public async Task Analyze_MoreClassesThanAnyModelHas_Is400(int count, HttpStatusCode expected)
    {
        string classes = string.Join(',', Enumerable.Repeat("dog", count));
        using HttpResponseMessage inForm = await api.PostAnalyzeAsync(PictureContent.Form(SamplePictures.Dog, ("classes", classes)));
        await RequireAsync(inForm, expected, "classes");
        using HttpResponseMessage inJson = await api.PostAnalyzeAsync(PictureContent.Json(SamplePictures.Dog, ("classes", classes)));
        await RequireAsync(inJson, expected, "classes");
    }

    private static async Task RequireAsync(HttpResponseMessage response, HttpStatusCode expected, string sentencePart)
    {
        if (expected == HttpStatusCode.OK)
        {
            await AnalyzeAnswer.ReadAsync(response);
            return;
        }

        Assert.Contains(sentencePart, await ProblemDocument.RequireAsync(response, expected), StringComparison.Ordinal);
    }

    /// <summary>The service with small limits.</summary>
    public sealed class LimitedApi() : ApiFactory([("Limits:MaxFormParts", "3"), ("Limits:MaxJsonDepth", "4")]);
}
