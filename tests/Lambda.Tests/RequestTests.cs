using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TestSupport;

namespace Lambda.Tests;

/// <summary>HTTP requests that come as events are answered as the same requests over Kestrel are.</summary>
[Collection(PublishedServiceTests.Name)]
public sealed class RequestTests(PublishedService service)
{
    private static readonly byte[] Dog = File.ReadAllBytes(RepositoryFiles.Sample("dog.jpg"));

    public static TheoryData<string, string> KindsAndForms
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in EventKinds.All)
            {
                data.Add(kind, "raw");
                data.Add(kind, "multipart");
                data.Add(kind, "json");
            }

            return data;
        }
    }

    [EmulatorTheory]
    [MemberData(nameof(KindsAndForms))]
    public async Task Analyze_PictureInAnEvent_SameAnswerAsOverKestrel(string kind, string form)
    {
        using HttpContent overLambda = Picture(form);
        using HttpContent overKestrel = Picture(form);

        ProxyAnswer answer = await ProxyAnswer.OfRequestAsync(await service.LambdaAsync(), kind, HttpMethod.Post, "/analyze?image_name=dogs.jpg", overLambda);
        using HttpResponseMessage expected = await (await service.KestrelAsync()).PostAsync(new Uri("analyze?image_name=dogs.jpg", UriKind.Relative), overKestrel);

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(200, (int)expected.StatusCode);
        string json = await expected.Content.ReadAsStringAsync();
        Assert.Equal(json, answer.Text);
        Assert.False(answer.IsBase64Encoded);
        Assert.Contains("\"dog\"", json, StringComparison.Ordinal);
        Assert.Contains("\"dogs.jpg\"", json, StringComparison.Ordinal);
    }

    [EmulatorTheory]
    [InlineData("v1", "image/jpeg")]
    [InlineData("v2", "image/png")]
    [InlineData("alb", "image/webp")]
    public async Task Analyze_PictureWanted_SameBytesAsOverKestrel(string kind, string mediaType)
    {
        using HttpContent overLambda = Picture("multipart");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("analyze", UriKind.Relative)) { Content = Picture("multipart") };
        request.Headers.Accept.ParseAdd(mediaType);

        ProxyAnswer answer = await ProxyAnswer.OfRequestAsync(await service.LambdaAsync(), kind, HttpMethod.Post, "/analyze", overLambda, mediaType);
        using HttpResponseMessage expected = await (await service.KestrelAsync()).SendAsync(request);

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(mediaType, answer.ContentType);
        Assert.True(answer.IsBase64Encoded);
        Assert.Equal(await expected.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(), answer.Body);
    }

    [EmulatorTheory]
    [ClassData(typeof(EventKinds))]
    public async Task Analyze_ImageDataIsNoBase64_400AsOverKestrel(string kind)
    {
        ProxyAnswer answer = await PostJsonAsync(kind, """{"image_data": "no base64!"}""");
        using StringContent content = new("""{"image_data": "no base64!"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage expected = await (await service.KestrelAsync()).PostAsync(new Uri("analyze", UriKind.Relative), content);

        Assert.Equal(400, answer.StatusCode);
        Assert.Equal("application/problem+json", MediaTypeHeaderValue.Parse(answer.ContentType!).MediaType);
        Assert.Equal(WithoutTrace(await expected.Content.ReadAsStringAsync()), WithoutTrace(answer.Text));
    }

    [EmulatorTheory]
    [ClassData(typeof(EventKinds))]
    public async Task Get_Picture_SameBytesAsOverKestrel(string kind)
    {
        ProxyAnswer answer = await GetAsync(kind, "/swagger/favicon-32x32.png");
        byte[] expected = await (await service.KestrelAsync()).GetByteArrayAsync(new Uri("swagger/favicon-32x32.png", UriKind.Relative));

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("image/png", answer.ContentType);
        Assert.True(answer.IsBase64Encoded);
        Assert.Equal("\u0089PNG", Encoding.Latin1.GetString(expected, 0, 4));
        Assert.Equal(expected, answer.Body);
    }

    [EmulatorTheory]
    [ClassData(typeof(EventKinds))]
    public async Task Get_Health_SameAnswerAsOverKestrel(string kind)
    {
        ProxyAnswer answer = await GetAsync(kind, "/health");

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(await (await service.KestrelAsync()).GetStringAsync(new Uri("health", UriKind.Relative)), answer.Text);
        Assert.Contains("\"ready\"", answer.Text, StringComparison.Ordinal);
    }

    [EmulatorTheory]
    [ClassData(typeof(EventKinds))]
    public async Task Get_UnknownPath_404AsOverKestrel(string kind)
    {
        ProxyAnswer answer = await GetAsync(kind, "/no/such/place");
        using HttpResponseMessage expected = await (await service.KestrelAsync()).GetAsync(new Uri("no/such/place", UriKind.Relative));

        Assert.Equal(404, answer.StatusCode);
        Assert.Equal("application/problem+json", MediaTypeHeaderValue.Parse(answer.ContentType!).MediaType);
        Assert.Equal(WithoutTrace(await expected.Content.ReadAsStringAsync()), WithoutTrace(answer.Text));
    }

    private async Task<ProxyAnswer> GetAsync(string kind, string path) =>
        await ProxyAnswer.OfRequestAsync(await service.LambdaAsync(), kind, HttpMethod.Get, path);

    private async Task<ProxyAnswer> PostJsonAsync(string kind, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        return await ProxyAnswer.OfRequestAsync(await service.LambdaAsync(), kind, HttpMethod.Post, "/analyze", content);
    }

    private static HttpContent Picture(string form)
    {
        if (form == "json")
        {
            return new StringContent(JsonSerializer.Serialize(new { image_data = Convert.ToBase64String(Dog) }), Encoding.UTF8, "application/json");
        }

        ByteArrayContent picture = new(Dog);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return form == "raw" ? picture : new MultipartFormDataContent { { picture, "file", "sent-as.jpg" } };
    }

    /// <summary>A problem without the id of its request.</summary>
    private static string WithoutTrace(string problem)
    {
        JsonObject json = JsonNode.Parse(problem)!.AsObject();
        Assert.True(json.Remove("traceId"));
        return json.ToJsonString();
    }
}
