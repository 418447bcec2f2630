using System.Globalization;
using System.Text.Json.Nodes;
using Api.Problems;
using TestSupport;

namespace Api.Tests.Problems;

/// <summary>The one list of errors, and what is made of it.</summary>
public sealed class EndpointErrorTests
{
    [Fact]
    public async Task Documentation_TableOfErrors_IsTheList()
    {
        string[] rows =
        [
            .. (await File.ReadAllLinesAsync(Path.Combine(RepositoryFiles.Root, "docs", "api.md")))
                .Where(line => line is ['|', ' ', '4' or '5', >= '0' and <= '9', >= '0' and <= '9', ' ', '|', ..]),
        ];
        EndpointError[] errors = [.. EndpointError.OfPicture.Append(EndpointError.Unauthorized).OrderBy(error => error.Status)];
        Assert.Equal(errors.Select(error => $"| {error.Status} | {error.Meaning} |"), rows);
    }

    [Theory]
    [InlineData("/analyze", "post", 400, 401, 413, 415, 422, 429, 500, 503, 504)]
    [InlineData("/analyze/batch", "post", 400, 401, 413, 415, 429, 500, 503, 504)]
    [InlineData("/v1/vision/detection", "post", 400, 401, 413, 415, 422, 429, 500, 503, 504)]
    [InlineData("/model", "get", 401, 503)]
    public async Task Document_Endpoint_HasItsErrorsDescribed(string path, string method, params int[] statuses)
    {
        JsonNode document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "Api", "openapi.json")))!;
        JsonObject responses = document["paths"]![path]![method]!["responses"]!.AsObject();
        Assert.Equal(statuses, responses.Select(response => int.Parse(response.Key, CultureInfo.InvariantCulture)).Where(status => status >= 400).Order());
        Assert.All(responses, response => Assert.EndsWith(response.Key == "200" ? string.Empty : ".", (string?)response.Value!["description"], StringComparison.Ordinal));
    }
}
