using System.Net;

namespace Api.Tests.OpenApi;

[Collection(SharedApi.Name)]
public sealed class PagesTests(ApiFactory api)
{
    [Fact]
    public async Task Swagger_Opened_IsAPage()
    {
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/swagger", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("swagger-ui", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_Opened_LeadsToSwagger()
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api.Client.BaseAddress };
        using HttpResponseMessage response = await client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("swagger", response.Headers.Location?.ToString().Trim('/'));
    }
}
