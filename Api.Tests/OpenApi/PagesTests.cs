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
}
