using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Batch;

/// <summary>Several pictures in one request.</summary>
[Collection(SharedApi.Name)]
public sealed class BatchTests(ApiFactory api)
{
    [Fact]
    public async Task Form_SeveralFiles_AreAnsweredInTheirOrderAsOneByOne()
    {
        JsonElement answer = await BatchAsync(PictureContent.Files(
            ("images", SamplePictures.Horses, "horses.jpg"), ("images", SamplePictures.Dog, "dog.jpg"), ("another", SamplePictures.Person, "C:\\pictures\\person.jpg")));
        Assert.Equal((3, 0), (answer.GetProperty("count").GetInt32(), answer.GetProperty("failed").GetInt32()));
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal([0, 1, 2], results.Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(["horses.jpg", "dog.jpg", "person.jpg"], results.Select(item => item.GetProperty("image_name").GetString()));
        await RequireSameAsync(results[0], SamplePictures.Horses);
        await RequireSameAsync(results[1], SamplePictures.Dog);
        await RequireSameAsync(results[2], SamplePictures.Person);
    }

    [Fact]
    public async Task Form_OneIsDamaged_TheOthersAreAnswered()
    {
        JsonElement answer = await BatchAsync(PictureContent.Files(
            ("a", SamplePictures.Dog, "dog.jpg"), ("b", SamplePictures.Dog[..5000], "half.jpg"), ("c", "no picture"u8.ToArray(), "text.txt"), ("d", [], "empty.jpg"),
            ("e", SamplePictures.Person, "person.jpg")));
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal([200, 422, 400, 400, 200], results.Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal(3, answer.GetProperty("failed").GetInt32());
        Assert.All(results.Where(item => item.GetProperty("status").GetInt32() != 200), item =>
        {
            Assert.NotEmpty(item.GetProperty("error").GetString()!);
            Assert.False(item.TryGetProperty("detections", out _));
        });
        await RequireSameAsync(results[4], SamplePictures.Person);
    }

    [Fact]
    public async Task Form_FieldsBehindTheFiles_HoldForAll()
    {
        MultipartFormDataContent form = PictureContent.Files(("a", SamplePictures.Dog, "dog.jpg"), ("b", SamplePictures.Dog, "dog2.jpg"));
        form.Add(new StringContent("1"), "max_detections");
        JsonElement answer = await BatchAsync(form);
        Assert.All(answer.GetProperty("results").EnumerateArray(), item => Assert.Equal(1, item.GetProperty("detection_count").GetInt32()));
    }

    [Fact]
    public async Task Json_EachWithItsOwnMembers_IsAnsweredSo()
    {
        JsonArray pictures =
        [
            new JsonObject { ["image_data"] = Convert.ToBase64String(SamplePictures.Dog), ["image_name"] = "one.jpg", ["classes"] = new JsonArray("dog") },
            new JsonObject { ["image_data"] = "not base64!", ["image_name"] = "two.jpg" },
            new JsonObject { ["confidence"] = 7, ["nested"] = new JsonObject { ["a"] = new JsonArray(1, 2) }, ["image_data"] = Convert.ToBase64String(SamplePictures.Dog) },
            42,
            new JsonArray("a"),
            new JsonObject { ["image_name"] = "no picture" },
            new JsonObject { ["classes"] = new JsonArray(new JsonObject()), ["image_data"] = Convert.ToBase64String(SamplePictures.Dog) },
            new JsonObject { ["image_data"] = "data:image/jpeg;base64," + Convert.ToBase64String(SamplePictures.Dog), ["max_detections"] = 2 },
        ];
        JsonElement answer = await BatchAsync(PictureContent.JsonText(pictures.ToJsonString()), "?confidence=0.4");
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal([200, 400, 400, 400, 400, 400, 400, 200], results.Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal("one.jpg", results[0].GetProperty("image_name").GetString());
        Assert.Equal("dog", Assert.Single(results[0].GetProperty("detections").EnumerateArray()).GetProperty("class_name").GetString());
        Assert.Equal("two.jpg", results[1].GetProperty("image_name").GetString());
        Assert.Contains("confidence", results[2].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, results[7].GetProperty("detection_count").GetInt32());
    }

    [Fact]
    public async Task Accept_Lines_GetsALineEach()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/analyze/batch", UriKind.Relative))
        {
            Content = PictureContent.Files(("a", SamplePictures.Dog, "dog.jpg"), ("b", SamplePictures.Dog[..5000], "half.jpg"), ("c", SamplePictures.Person, "person.jpg")),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        JsonElement[] lines = [.. text.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal([200, 422, 200], lines.Select(line => line.GetProperty("status").GetInt32()));
        await RequireSameAsync(lines[0], SamplePictures.Dog);
        await RequireSameAsync(lines[2], SamplePictures.Person);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("[", 400)]
    [InlineData("[]", 400)]
    [InlineData("[{}] x", 400)]
    [InlineData("", 400)]
    public async Task Json_NoArrayOfPictures_Is400(string body, int status)
    {
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/analyze/batch", UriKind.Relative), PictureContent.JsonText(body));
        await ProblemDocument.RequireAsync(response, (HttpStatusCode)status);
    }

    [Fact]
    public async Task Body_APicture_Is415()
    {
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/analyze/batch", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog));
        Assert.Contains("array", await ProblemDocument.RequireAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_MoreThanTheLimit_Are413()
    {
        await using ApiFactory strict = await ApiFactory.StartAsync(("Limits:MaxBatchPictures", "2"));
        byte[] picture = Png.Flat(8, 8, 1, 2, 3);
        using HttpResponseMessage response = await strict.Client.PostAsync(
            new Uri("/analyze/batch", UriKind.Relative), PictureContent.Files(("a", picture, "1.png"), ("b", picture, "2.png"), ("c", picture, "3.png")));
        Assert.Contains("2 pictures", await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_WhileTheQueueIsFull_Is429()
    {
        // One session and nobody may wait: the batch has the one place, whatever it is made of.
        await using ApiFactory strict = await ApiFactory.StartAsync(("Detection:Sessions", "1"), ("Limits:QueueLength", "0"), ("Limits:MaxBatchPictures", "100"));
        Task<HttpResponseMessage> first = strict.Client.PostAsync(
            new Uri("/analyze/batch", UriKind.Relative), PictureContent.Files([.. Enumerable.Range(0, 40).Select(i => ("a", SamplePictures.Dog, $"{i}.jpg"))]));

        // Its analyses take seconds, its upload far less.
        await Task.Delay(500);
        HttpStatusCode seen = HttpStatusCode.OK;
        while (!first.IsCompleted && seen != HttpStatusCode.TooManyRequests)
        {
            using HttpResponseMessage second = await strict.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
            seen = second.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, seen);
        using HttpResponseMessage response = await first;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((40, 0), (answer.GetProperty("count").GetInt32(), answer.GetProperty("failed").GetInt32()));

        // And gives it back.
        Assert.NotEmpty((await strict.AnalyzeAsync(SamplePictures.Dog)).Detections);
    }

    private async Task<JsonElement> BatchAsync(HttpContent body, string query = "")
    {
        using HttpResponseMessage response = await api.Client.PostAsync(new Uri("/analyze/batch" + query, UriKind.Relative), body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The members are those that /analyze answers with for the picture alone.</summary>
    private async Task RequireSameAsync(JsonElement item, byte[] picture)
    {
        using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(picture));
        JsonElement alone = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        foreach (string member in (string[])["image_dimensions", "detections", "detection_count"])
        {
            Assert.Equal(alone.GetProperty(member).GetRawText(), item.GetProperty(member).GetRawText());
        }
    }
}
