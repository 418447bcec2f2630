using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>What is said to whom: the answer of 401, and the callers that are let in.</summary>
public sealed class UnauthorizedTests(UnauthorizedTests.Fixture fixture) : IClassFixture<UnauthorizedTests.Fixture>
{
    // printf %s key-number-1 | sha256sum, the first 8 digits
    private const string IdOfKey1 = "f3ade565";

    public static TheoryData<string> Hosts => [.. TwoHosts.Hosts];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Analyze_WithoutKey_IsProblemThatAPageOfAnotherOriginMayRead(string host)
    {
        Answer answer = await fixture.Hosts.SendAsync(
            host, "POST", "/analyze", Png.Flat(8, 8, 1, 2, 3), headers: ("Origin", "https://pictures.example"));

        Assert.Equal(401, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal("Bearer realm=\"detection\"", answer.Header("WWW-Authenticate"));
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        JsonElement problem = JsonElement.Parse(answer.Text);
        Assert.Equal(401, problem.GetProperty("status").GetInt32());
        Assert.Equal("An API key is needed: send it as X-Api-Key or as Authorization: Bearer.", problem.GetProperty("error").GetString());
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Analyze_WithWrongKey_SaysSoWithoutIt(string host)
    {
        Answer answer = await fixture.Hosts.SendAsync(host, "GET", "/model", headers: ("Authorization", "Bearer key-of-nobody"));

        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer realm=\"detection\", error=\"invalid_token\"", answer.Header("WWW-Authenticate"));
        Assert.Equal("The API key is not valid.", JsonElement.Parse(answer.Text).GetProperty("error").GetString());
        Assert.DoesNotContain("nobody", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key-of-nobody", "Bearer key-number-1", 200)]
    [InlineData("key-number-1", "Bearer key-of-nobody", 200)]
    [InlineData(null, "bearer   key-number-1", 200)]
    [InlineData(null, "BEARER key-number-1", 200)]
    [InlineData(null, "key-number-1", 401)]
    [InlineData(null, "Basic key-number-1", 401)]
    [InlineData(null, "Bearerkey-number-1", 401)]
    [InlineData(null, "Bearer key-number-1,key-number-2", 401)]
    [InlineData("key-number-1,key-number-2", null, 401)]
    [InlineData("KEY-NUMBER-1", null, 401)]
    [InlineData("key-number-", null, 401)]
    [InlineData("key-number-1\u00a0", null, 401)]
    public async Task Model_WithHeaders_IsLetInOrNot(string? apiKey, string? authorization, int status)
    {
        List<(string, string)> headers = [];
        if (apiKey is not null)
        {
            headers.Add(("X-Api-Key", apiKey));
        }

        if (authorization is not null)
        {
            headers.Add(("Authorization", authorization));
        }

        Assert.Equal(status, (await fixture.Hosts.SendAsync("rest", "GET", "/model", headers: [.. headers])).Status);
    }

    [Theory]
    [InlineData("/model?api_key=key-number-1")]
    [InlineData("/model?X-Api-Key=key-number-1")]
    public async Task Model_WithKeyInQuery_IsNotLetIn(string path) =>
        Assert.Equal(401, (await fixture.Hosts.SendAsync("kestrel", "GET", path)).Status);

    [Fact]
    public async Task Model_WithTwoKeyHeaders_IsNotLetIn()
    {
        using RawConnection connection = new(fixture.Hosts.Address);
        await connection.SendAsync("GET /model HTTP/1.1\r\nHost: x\r\nX-Api-Key: key-number-1\r\nX-Api-Key: key-number-2\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_WithoutKeyAndTheBodyWaiting_IsNotAskedForTheBody()
    {
        using RawConnection connection = new(fixture.Hosts.Address);
        await connection.SendAsync(
            "POST /analyze HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());

        // A server that reads says 100 Continue first.
        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Preflight_WithoutKey_IsAnswered(string host)
    {
        Answer answer = await fixture.Hosts.SendAsync(
            host, "OPTIONS", "/analyze", headers:
            [
                ("Origin", "https://pictures.example"), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization,content-type,x-api-key"),
            ]);

        Assert.Equal(204, answer.Status);
        Assert.Equal("authorization,content-type,x-api-key", answer.Header("Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("/health", "ready")]
    [InlineData("/health/ready", "ready")]
    [InlineData("/health/live", "live")]
    public async Task Health_WithAndWithoutKey_TellsDetailsOnlyWithIt(string path, string status)
    {
        foreach (string host in TwoHosts.Hosts)
        {
            Answer without = await fixture.Hosts.SendAsync(host, "GET", path);
            Answer wrong = await fixture.Hosts.SendAsync(host, "GET", path, headers: ("X-Api-Key", "key-of-nobody"));
            Answer with = await fixture.Hosts.SendAsync(host, "GET", path, headers: ("X-Api-Key", "key-number-1"));

            string bare = $$"""{"status":"{{status}}"}""";
            Assert.Equal((bare, bare), (without.Text, wrong.Text));
            JsonElement details = JsonElement.Parse(with.Text);
            Assert.Equal("nanodet-g-416", details.GetProperty("model").GetString());
            Assert.NotEmpty(details.GetProperty("version").GetString()!);
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Model_WithKey_CallerHasAnIdThatIsNoSecret(string host)
    {
        await fixture.Hosts.SendAsync(host, "GET", "/model", headers: ("X-Api-Key", "key-number-1"));

        Assert.Contains(fixture.Recorder.Requests, request => request is { Path: "/model", Status: 200 } && request.Caller == "key:" + IdOfKey1);
        Assert.DoesNotContain(fixture.Recorder.Requests, request => request.Status == 401 && request.Caller is not null);
    }

    /// <summary>The service with two keys.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TwoHosts Hosts { get; private set; } = null!;

        internal RequestRecorder Recorder { get; } = new();

        public async Task InitializeAsync() => Hosts = await TwoHosts.StartAsync(
            services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(Recorder), "--Access:Keys=key-number-1,key-number-2");

        public async Task DisposeAsync() => await Hosts.DisposeAsync();
    }
}
