using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Api.Tests.Access;
using Detection;
using Microsoft.Extensions.DependencyInjection;
using TestSupport;

namespace Api.Tests.Headers;

public sealed partial class SecurityHeadersTests(SecurityHeadersTests.Fixture fixture) : IClassFixture<SecurityHeadersTests.Fixture>
{
    private const string DataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static TheoryData<string, string, string, int> Answers
    {
        get
        {
            TheoryData<string, string, string, int> data = [];
            foreach (string host in TwoHosts.Hosts)
            {
                data.Add(host, "POST", "/analyze", 200);
                data.Add(host, "POST", "/analyze?confidence=7", 400);
                data.Add(host, "GET", "/analyze", 405);
                data.Add(host, "GET", "/model", 200);
                data.Add(host, "GET", "/health", 200);
                data.Add(host, "GET", "/nothing", 404);
                data.Add(host, "POST", "/", 405);
                data.Add(host, "GET", "/swagger/v1/swagger.json", 200);
                data.Add(host, "OPTIONS", "/analyze", 204);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_WithData_HasTheHeaders(string host, string method, string path, int status)
    {
        Answer answer = await fixture.Hosts.SendAsync(
            host, method, path, method == "POST" ? Png.Flat(8, 8, 1, 2, 3) : null,
            headers: [("Origin", "https://pictures.example"), ("Access-Control-Request-Method", "POST")]);

        Assert.Equal(status, answer.Status);
        Require(answer, DataPolicy, "cross-origin");

        // The document is the same for everybody, and what makes it says how it may be kept.
        Assert.True(path.StartsWith("/swagger", StringComparison.Ordinal) || answer.Header("Cache-Control") == "no-store");
    }

    [Theory]
    [InlineData("kestrel")]
    [InlineData("rest")]
    public async Task Answer_OfOwnFaultAndOfNoKey_HasTheHeadersToo(string host)
    {
        await using TwoHosts hosts = await TwoHosts.StartAsync(configure: null, "--Access:Keys=key-number-1", "--Cors:Origins=https://pictures.example");
        hosts.Services.GetRequiredService<Detector>().Dispose();
        hosts.Lambda.Program.Services.GetRequiredService<Detector>().Dispose();
        Answer refused = await hosts.SendAsync(host, "GET", "/model");
        Answer failed = await hosts.SendAsync(host, "POST", "/analyze", Png.Flat(8, 8, 1, 2, 3), headers: ("X-Api-Key", "key-number-1"));

        Assert.Equal((401, 500), (refused.Status, failed.Status));
        Assert.All([refused, failed], answer => Require(answer, DataPolicy, "same-origin"));
        Assert.All([refused, failed], answer => Assert.Equal("no-store", answer.Header("Cache-Control")));
    }

    [Theory]
    [InlineData("/test/large", "bytes=7000000", 413, null)]
    [InlineData("/test/late-fault", "", 500, null)]
    [InlineData("/test/slow", "", 504, 2)]
    public async Task Answer_OfTheLambdaAdapterItself_HasTheHeaders(string path, string query, int status, int? deadlineSeconds)
    {
        byte[] json = Encoding.UTF8.GetBytes(Lambda.TestEvents.Create("http-api", "GET", path, query));
        Answer answer = Answer.Read(await fixture.Hosts.Lambda.InvokeAsync(new Lambda.ScriptedInvocation(json)
        {
            Deadline = deadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        }));

        Assert.Equal(status, answer.Status);
        Require(answer, DataPolicy, "same-origin");
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("kestrel")]
    [InlineData("rest")]
    public async Task Page_OfSwagger_MayLoadItsOwnAndOneStyle(string host)
    {
        Answer page = await fixture.Hosts.SendAsync(host, "GET", "/swagger/index.html");

        Assert.Equal(200, page.Status);
        Require(
            page,
            "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data: blob:; "
            + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "cross-origin");
        Assert.Null(page.Header("x-swagger-ui-version"));
        Assert.DoesNotContain("<style", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<script(?! src=)", page.Text);
    }

    [Fact]
    public async Task Styles_ThatSwaggerMakesItself_AreThoseOfThePolicy()
    {
        string policy = (await fixture.Hosts.SendAsync("kestrel", "GET", "/swagger/index.html")).Header("Content-Security-Policy")!;
        HashSet<string> styles = [];
        foreach (string script in new[] { "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "index.js" })
        {
            string text = (await fixture.Hosts.SendAsync("kestrel", "GET", "/swagger/" + script)).Text;
            styles.UnionWith(StyleElement().Matches(text).Select(match => match.Groups[1].Value));
        }

        // After an update of the package this says which hash belongs into the policy.
        string hash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Assert.Single(styles))))}'";
        Assert.Contains(hash, policy, StringComparison.Ordinal);
    }

    private static void Require(Answer answer, string policy, string resourcePolicy)
    {
        Dictionary<string, string?> expected = new()
        {
            ["Content-Security-Policy"] = policy,
            ["X-Content-Type-Options"] = "nosniff",
            ["X-Frame-Options"] = "DENY",
            ["Referrer-Policy"] = "no-referrer",
            ["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ["Cross-Origin-Resource-Policy"] = resourcePolicy,
            ["Server"] = null,
            ["X-Powered-By"] = null,
        };
        Assert.All(expected, header => Assert.Equal((header.Key, header.Value), (header.Key, answer.Header(header.Key))));
    }

    [GeneratedRegex("""createElement\("style",null,"([^"]+)"\)""")]
    private static partial Regex StyleElement();

    /// <summary>The service with the settings it ships, and the pages.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TwoHosts Hosts { get; private set; } = null!;

        public async Task InitializeAsync() => Hosts = await TwoHosts.StartAsync(configure: null, "--Swagger:Enabled=true");

        public async Task DisposeAsync() => await Hosts.DisposeAsync();
    }
}
