using System.Net;
using Api.Tests.Analyze;

namespace Api.Tests.Headers;

[Collection(SharedApi.Name)]
public sealed class CorsTests(ApiFactory api)
{
    private const string Origin = "https://pictures.example";

    [Fact]
    public async Task CrossOrigin_Success_AllowsAnyOrigin()
    {
        using HttpResponseMessage response = await SendAsync(api, HttpMethod.Post, "/analyze", PictureContent.Raw(SamplePictures.Dog));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("*", AllowedOrigin(response));
        Assert.Contains("Server-Timing", Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/analyze", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/analyze?confidence=7", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/analyze", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    public async Task CrossOrigin_Error_AllowsAnyOrigin(string method, string path, HttpStatusCode status)
    {
        using HttpContent? body = path.Contains('?', StringComparison.Ordinal) ? PictureContent.Raw(SamplePictures.Dog) : null;
        using HttpResponseMessage response = await SendAsync(api, new HttpMethod(method), path, body);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("*", AllowedOrigin(response));
    }

    [Fact]
    public async Task CrossOrigin_Preflight_AllowsMethodAndHeaders()
    {
        using HttpResponseMessage response = await PreflightAsync(api);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", AllowedOrigin(response));
        Assert.Contains("POST", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.Contains("content-type", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task CrossOrigin_ConfiguredOrigin_IsTheOnlyOne()
    {
        await using ApiFactory configured = await ApiFactory.StartAsync(("Cors:Origins", Origin));
        using HttpResponseMessage success = await SendAsync(configured, HttpMethod.Post, "/analyze", PictureContent.Raw(SamplePictures.Dog));
        using HttpResponseMessage error = await SendAsync(configured, HttpMethod.Post, "/analyze", null);
        using HttpResponseMessage preflight = await PreflightAsync(configured);
        using HttpResponseMessage other = await SendAsync(configured, HttpMethod.Get, "/health", null, "https://other.example");
        Assert.Equal((Origin, Origin, Origin, null), (AllowedOrigin(success), AllowedOrigin(error), AllowedOrigin(preflight), AllowedOrigin(other)));
    }

    private static Task<HttpResponseMessage> PreflightAsync(ApiFactory api)
    {
        HttpRequestMessage request = new(HttpMethod.Options, "/analyze");
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return api.Client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> SendAsync(ApiFactory api, HttpMethod method, string path, HttpContent? body, string origin = Origin)
    {
        HttpRequestMessage request = new(method, path) { Content = body };
        request.Headers.Add("Origin", origin);
        return api.Client.SendAsync(request);
    }

    private static string? AllowedOrigin(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? Assert.Single(values) : null;
}
