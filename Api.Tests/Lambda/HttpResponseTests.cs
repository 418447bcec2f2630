using System.Text;
using System.Text.Json;

namespace Api.Tests.Lambda;

/// <summary>What becomes of responses in each kind of event.</summary>
public sealed class HttpResponseTests(LambdaFixture fixture) : IClassFixture<LambdaFixture>
{
    public static TheoryData<string> Kinds => TestEvents.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answer_BinaryBody_IsByteIdentical(string kind)
    {
        foreach (string path in new[] { "/test/png", "/test/webp-in-parts", "/test/file" })
        {
            ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(kind, "GET", path));

            Assert.True(outcome.Json.GetProperty("isBase64Encoded").GetBoolean());
            Assert.Equal(path == "/test/file" ? TestRoutes.File : TestRoutes.Binary, outcome.Content);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answer_TwoCookiesAndManyValues_InTheWayOfTheKind(string kind)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(kind, "GET", "/test/cookies"));

        JsonElement json = outcome.Json;
        string[] cookies = ["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT"];
        switch (kind)
        {
            case "rest" or "alb-multi":
                Assert.False(json.TryGetProperty("headers", out _));
                JsonElement lists = json.GetProperty("multiValueHeaders");
                Assert.Equal(cookies, lists.GetProperty("Set-Cookie").EnumerateArray().Select(value => value.GetString()!));
                Assert.Equal(["one", "two, and a half"], lists.GetProperty("X-Many").EnumerateArray().Select(value => value.GetString()!));
                break;
            case "http-api" or "function-url":
                Assert.False(json.TryGetProperty("multiValueHeaders", out _));
                Assert.Equal(cookies, json.GetProperty("cookies").EnumerateArray().Select(value => value.GetString()!));
                Assert.Equal("one,two, and a half", json.GetProperty("headers").GetProperty("X-Many").GetString());
                Assert.False(json.GetProperty("headers").TryGetProperty("Set-Cookie", out _));
                break;
            default:
                Assert.False(json.TryGetProperty("multiValueHeaders", out _));
                Assert.Equal(cookies, json.GetProperty("headers").EnumerateObject()
                    .Where(header => header.Name.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.GetString()!));
                break;
        }

        Assert.Equal(kind.StartsWith("alb", StringComparison.Ordinal), json.TryGetProperty("statusDescription", out JsonElement description));
        Assert.True(description.ValueKind == JsonValueKind.Undefined || description.GetString() == "200 OK");
    }

    [Theory]
    [InlineData("/test/large", "bytes=4718000", "rest", 200)]
    [InlineData("/test/large", "bytes=4718700", "rest", 413)]
    [InlineData("/test/large", "bytes=7000000", "http-api", 413)]
    [InlineData("/test/large", "bytes=780000", "alb-multi", 200)]
    [InlineData("/test/large", "bytes=790000", "alb-multi", 413)]
    public async Task Answer_LargeBody_IsSentUpToTheLimitElseAnswered413(string path, string query, string kind, int status)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(kind, "GET", path, query));

        Assert.Equal(status, outcome.StatusCode);
        if (status == 413)
        {
            Assert.Contains("bytes", outcome.ContentJson.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.Contains("Access-Control-Allow-Origin", outcome.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(outcome.Body.Length <= 6_291_556);
        }
    }

    [Fact]
    public async Task Answer_TextOfDoubtfulKind_IsTextOnlyIfItIsSurelyUtf8()
    {
        (string Type, string Body, bool IsText)[] cases =
        [
            ("text/plain", "48C3A4", true),
            ("text/plain; charset=utf-8", "48C3A4", true),
            ("text/plain; charset=iso-8859-1", "48E4", false),
            ("text/plain", "48E4", false),
            ("application/problem+json", "7B7D", true),
            ("image/svg+xml", "3C2F3E", true),
            ("application/javascript", "3B", true),
            ("application/zip", "504B", false),
            ("", "48", false),
            ("text/plain", "", true),
        ];
        foreach ((string type, string body, bool isText) in cases)
        {
            ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(
                TestEvents.Create("rest", "GET", "/test/typed", $"type={Uri.EscapeDataString(type)}&body={body}"));

            Assert.Equal(!isText, outcome.Json.GetProperty("isBase64Encoded").GetBoolean());
            Assert.Equal(body, Convert.ToHexString(outcome.Content));
        }
    }

    [Fact]
    public async Task Answer_CompressedText_IsBase64()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create("rest", "GET", "/test/typed", "type=text%2Fplain&body=48&encoding=br"));

        Assert.True(outcome.Json.GetProperty("isBase64Encoded").GetBoolean());
    }

    [Fact]
    public async Task Answer_Callbacks_RunInTheServersOrder()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create("http-api", "GET", "/test/callbacks"));

        Assert.Equal("second starting, first starting", outcome.Json.GetProperty("headers").GetProperty("X-Order").GetString());
        Assert.Equal(["second starting", "first starting", "False True", "second completed", "first completed"], TestRoutes.Completed);
    }

    [Theory]
    [InlineData("HEAD", "/test/cookies", 200)]
    [InlineData("GET", "/test/no-content", 204)]
    [InlineData("OPTIONS", "/analyze", 204)]
    public async Task Answer_WithoutBody_HasEmptyBody(string method, string path, int status)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(
            "rest", method, path, headers: [("origin", "https://example.com"), ("access-control-request-method", "POST")]));

        Assert.Equal(status, outcome.StatusCode);
        Assert.Empty(outcome.Content);
        if (method == "OPTIONS")
        {
            Assert.Contains("Access-Control-Allow-Origin", outcome.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answer_FaultAfterTheResponseBegan_Is500AndNotHalfAResponse()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create("rest", "GET", "/test/late-fault"));

        Assert.Equal(500, outcome.StatusCode);
        Assert.DoesNotContain("begun", Encoding.UTF8.GetString(outcome.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_UnknownPathAndSwagger_Is404()
    {
        foreach (string path in new[] { "/nowhere", "/swagger/index.html", "/swagger/v1/swagger.json" })
        {
            ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create("http-api", "GET", path));

            Assert.Equal(404, outcome.StatusCode);
            Assert.Contains(path, outcome.ContentJson.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_ThroughTheWholePipeline_IsThatOfTheEvent()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(
            "rest", "PUT", "/test/echo/a%2Fb", "q=a%2Bb", "text/plain", Encoding.UTF8.GetBytes("grüße"), isBase64: false));

        JsonElement echo = outcome.ContentJson;
        Assert.Equal("PUT", echo.GetProperty("method").GetString());
        Assert.Equal("/prod", echo.GetProperty("pathBase").GetString());
        Assert.Equal("/test/echo/a%2Fb", echo.GetProperty("path").GetString());
        Assert.Equal("a+b", echo.GetProperty("values").GetProperty("q").GetString());
        Assert.Equal("203.0.113.7", echo.GetProperty("remote").GetString());
        Assert.Equal("grüße", Encoding.UTF8.GetString(echo.GetProperty("body").GetBytesFromBase64()));
    }
}
