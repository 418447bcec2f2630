using System.Net;

namespace Api.Tests.Problems;

[Collection(SharedApi.Name)]
public sealed class RoutingProblemsTests(ApiFactory api)
{
    [Fact]
    public async Task Request_UnknownPath_Is404NamingIt()
    {
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/nothing/here", UriKind.Relative));
        Assert.Contains("/nothing/here", await ProblemDocument.RequireAsync(response, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/analyze", "POST")]
    [InlineData("PUT", "/analyze", "POST")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("DELETE", "/model", "GET")]
    public async Task Request_WrongMethod_Is405WithAllow(string method, string path, string allowed)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        Assert.Contains(method, await ProblemDocument.RequireAsync(response, HttpStatusCode.MethodNotAllowed), StringComparison.Ordinal);
        Assert.Contains(allowed, response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Request_AcceptsOnlyHtml_ErrorIsProblemAllTheSame()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/nothing");
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        await ProblemDocument.RequireAsync(response, HttpStatusCode.NotFound);
    }
}
