using System.Text;
using Microsoft.AspNetCore.Http;

namespace Api.Tests.Lambda;

/// <summary>What the application sees of each kind of event.</summary>
public sealed class EventRequestTests
{
    [Theory]
    [InlineData("rest-stage-beside-production", "GET", "/prod", "/production")]
    [InlineData("rest-encoded-slash", "GET", "/prod", "/files/a%2Fb c+d")]
    [InlineData("rest-no-headers-no-body", "POST", "/prod", "/analyze")]
    [InlineData("rest-root-of-stage", "GET", "/prod", "/")]
    [InlineData("rest-custom-base-path", "POST", "/vision/v2", "/analyze")]
    [InlineData("rest-custom-base-path-proxy", "GET", "/vision", "/health/live")]
    [InlineData("http-api-stage-beside-production", "GET", "/prod", "/production")]
    [InlineData("http-api-production-without-stage", "GET", "", "/production")]
    [InlineData("http-api-encoded-slash", "GET", "", "/files/a%2Fb c+d")]
    [InlineData("http-api-custom-base-path", "POST", "/vision", "/analyze")]
    [InlineData("http-api-no-headers-no-body", "POST", "", "/analyze")]
    [InlineData("function-url", "POST", "", "/analyze")]
    [InlineData("alb-single-value", "GET", "", "/production")]
    [InlineData("alb-multi-value", "GET", "", "/production")]
    [InlineData("alb-encoded-slash", "GET", "", "/files/a%2Fb c+d")]
    [InlineData("alb-empty-headers", "POST", "", "/analyze")]
    public void ReadRequest_SampleEvent_HasMethodPathBaseAndPath(string name, string method, string pathBase, string path)
    {
        HttpRequest request = EventFile.ReadRequest(name).Request;

        Assert.Equal((method, pathBase, path), (request.Method, request.PathBase.Value, request.Path.Value));
    }

    [Theory]
    [InlineData("rest-stage-beside-production", "?classes=dog&classes=cat&plus=a%2Bb&space=a%20b&percent=100%25&empty=&ampersand=x%26y%3Dz")]
    [InlineData("http-api-stage-beside-production", "?classes=dog&classes=cat&plus=a%2Bb&space=a+b&space=a%20b&empty=")]
    [InlineData("alb-multi-value", "?classes=dog&classes=cat&plus=a%2Bb&space=a+b&space2=a%20b&empty=")]
    [InlineData("alb-single-value", "?classes=cat&plus=a%2Bb&space=a+b&space2=a%20b&empty=")]
    [InlineData("rest-no-headers-no-body", "")]
    [InlineData("http-api-no-headers-no-body", "")]
    [InlineData("alb-empty-headers", "")]
    public void ReadRequest_SampleEvent_HasQuery(string name, string query)
    {
        HttpRequest request = EventFile.ReadRequest(name).Request;

        Assert.Equal(query, request.QueryString.Value);
        if (query.Length > 0)
        {
            Assert.Equal("a+b", request.Query["plus"]);
            Assert.Equal("a b", request.Query["space"][0]);
        }
    }

    [Theory]
    [InlineData("rest-stage-beside-production", "one | two, and a half")]
    [InlineData("http-api-stage-beside-production", "one,two, and a half")]
    [InlineData("alb-multi-value", "one | two, and a half")]
    [InlineData("alb-single-value", "")]
    public void ReadRequest_HeadersWithCommasAndCookies_AreLeftWhole(string name, string many)
    {
        HttpRequest request = EventFile.ReadRequest(name).Request;

        Assert.Equal(many, string.Join(" | ", request.Headers["X-Many"].ToArray()));
        Assert.Equal("Thu, 05 Feb 2026 10:00:00 GMT", Assert.Single(request.Headers.IfModifiedSince.ToArray()));
        Assert.Equal("a=1; b=2", Assert.Single(request.Headers.Cookie.ToArray()));
        Assert.Equal(("1", "2"), (request.Cookies["a"], request.Cookies["b"]));
    }

    [Theory]
    [InlineData("rest-stage-beside-production", "https", "203.0.113.7", "abcdef1234.execute-api.eu-central-1.amazonaws.com")]
    [InlineData("rest-no-headers-no-body", "https", "203.0.113.7", "abcdef1234.execute-api.eu-central-1.amazonaws.com")]
    [InlineData("http-api-no-headers-no-body", "https", "203.0.113.7", "abcdef1234.execute-api.eu-central-1.amazonaws.com")]
    [InlineData("function-url", "https", "203.0.113.7", "q7wz.lambda-url.eu-central-1.on.aws")]
    [InlineData("alb-single-value", "http", "203.0.113.7", "detection-1234567890.eu-central-1.elb.amazonaws.com")]
    [InlineData("alb-empty-headers", "http", null, "localhost")]
    public void ReadRequest_SampleEvent_HasSchemeCallerAndHost(string name, string scheme, string? remote, string host)
    {
        HttpContext context = EventFile.ReadRequest(name);

        Assert.Equal((scheme, remote, host), (context.Request.Scheme, context.Connection.RemoteIpAddress?.ToString(), context.Request.Host.Value));
    }

    [Theory]
    [InlineData("[2001:db8::7]:4711", "2001:db8::7", 4711)]
    [InlineData("2001:db8::7", "2001:db8::7", 0)]
    [InlineData("203.0.113.7:4711", "203.0.113.7", 4711)]
    [InlineData("claimed, 203.0.113.7", "203.0.113.7", 0)]
    [InlineData("unknown", null, 0)]
    public void ReadRequest_LoadBalancerForwardedFor_TakesTheAddressItSaw(string forwarded, string? address, int port)
    {
        HttpContext context = EventFile.ReadRequest(Encoding.UTF8.GetBytes(
            $$$"""{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","headers":{"x-forwarded-for":"{{{forwarded}}}"}}"""));

        Assert.Equal((address, port), (context.Connection.RemoteIpAddress?.ToString(), context.Connection.RemotePort));
    }

    [Theory]
    [InlineData("rest-base64-body", "89504EFF", 4L)]
    [InlineData("function-url", "FFD8FFE000", 5L)]
    [InlineData("rest-custom-base-path", "6772C3BCC39F65", 7L)]
    [InlineData("http-api-custom-base-path", "7B2261223A317D", 7L)]
    [InlineData("rest-no-headers-no-body", "", null)]
    [InlineData("alb-empty-headers", "", null)]
    [InlineData("http-api-stage-beside-production", "", 0L)]
    public async Task ReadRequest_SampleEvent_HasBody(string name, string hex, long? contentLength)
    {
        HttpContext context = EventFile.ReadRequest(name);
        using MemoryStream stream = new();
        await context.Request.Body.CopyToAsync(stream);

        Assert.Equal(hex, Convert.ToHexString(stream.ToArray()));
        Assert.Equal(contentLength, context.Request.ContentLength);
    }

    [Fact]
    public async Task ReadRequest_BodyWithEscapedSlashes_IsDecoded()
    {
        byte[] picture = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];
        string base64 = Convert.ToBase64String(picture).Replace("/", "\\/", StringComparison.Ordinal);
        HttpContext context = EventFile.ReadRequest(Encoding.UTF8.GetBytes(
            $$"""{"httpMethod":"POST","path":"/analyze","body":"{{base64}}","isBase64Encoded":true}"""));

        System.IO.Pipelines.ReadResult read = await context.Request.BodyReader.ReadAtLeastAsync(picture.Length);
        Assert.Equal(picture, System.Buffers.BuffersExtensions.ToArray(read.Buffer));
    }

    [Fact]
    public async Task ReadRequest_BodyReplacedByMiddleware_ReaderReadsTheReplacement()
    {
        HttpContext context = EventFile.ReadRequest("function-url");
        System.IO.Pipelines.PipeReader before = context.Request.BodyReader;
        context.Request.Body = new MemoryStream([1, 2, 3]);

        Assert.Equal(5, (await before.ReadAsync()).Buffer.Length);
        Assert.Equal(3, (await context.Request.BodyReader.ReadAsync()).Buffer.Length);
    }
}
