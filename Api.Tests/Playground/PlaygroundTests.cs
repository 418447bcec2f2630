using System.Text.RegularExpressions;
using Api.Tests.Access;
using Api.Tests.Lambda;
using TestSupport;

namespace Api.Tests.Playground;

/// <summary>How the playground is served; what it does is tested in a browser, by Playground.Tests.</summary>
public sealed partial class PlaygroundTests(PlaygroundTests.Fixture fixture) : IClassFixture<PlaygroundTests.Fixture>
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "Api", "wwwroot");

    public static TheoryData<string> Hosts => [.. TwoHosts.Hosts];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Playground_Opened_IsServedWithItsPolicyAndKeptOnlyWhileItIsTheSame(string host)
    {
        Answer page = await fixture.Hosts.SendAsync(host, "GET", "/");
        Assert.Equal(200, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Equal(Policy, page.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Equal("no-cache", page.Header("Cache-Control"));
        Assert.Contains("<title>Object detection</title>", page.Text, StringComparison.Ordinal);

        // A browser takes over the headers of an answer that says nothing has changed.
        Answer again = await fixture.Hosts.SendAsync(host, "GET", "/", headers: ("If-None-Match", page.Header("ETag")!));
        Assert.Equal((304, Policy, "no-cache"), (again.Status, again.Header("Content-Security-Policy"), again.Header("Cache-Control")));
        Assert.Empty(again.Text);

        Answer head = await fixture.Hosts.SendAsync(host, "HEAD", "/");
        Assert.Equal((200, page.Header("ETag"), string.Empty), (head.Status, head.Header("ETag"), head.Text));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Files_OfThePlayground_AreServedAsTheyAre(string host)
    {
        Dictionary<string, string> types = new()
        {
            [".css"] = "text/css; charset=utf-8",
            [".js"] = "text/javascript; charset=utf-8",
            [".svg"] = "image/svg+xml",
            [".jpg"] = "image/jpeg",
        };
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, "playground"), "*", SearchOption.AllDirectories))
        {
            string path = "/" + Path.GetRelativePath(Folder, file).Replace('\\', '/');
            if (host == "kestrel")
            {
                using HttpClient client = new() { BaseAddress = fixture.Hosts.Address };
                using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));
                Assert.Equal(types[Path.GetExtension(file)], response.Content.Headers.ContentType?.ToString());
                Assert.Equal(await File.ReadAllBytesAsync(file), await response.Content.ReadAsByteArrayAsync());
            }
            else
            {
                ScriptedOutcome outcome = await fixture.Hosts.Lambda.InvokeAsync(TestEvents.Create(host, "GET", path, string.Empty, null, null));
                Assert.Equal(200, outcome.StatusCode);
                Assert.Equal(await File.ReadAllBytesAsync(file), outcome.Content);
            }
        }
    }

    [Fact]
    public async Task Playground_AllItNames_IsServed()
    {
        string page = (await fixture.Hosts.SendAsync("kestrel", "GET", "/")).Text;
        List<string> named = [.. Reference().Matches(page).Select(match => match.Groups[1].Value)];
        foreach (string script in Directory.EnumerateFiles(Path.Combine(Folder, "playground"), "*.js"))
        {
            named.AddRange(Import().Matches(await File.ReadAllTextAsync(script)).Select(match => "playground/" + match.Groups[1].Value));
        }

        Assert.True(named.Count > 10);
        foreach (string path in named.Where(path => path[0] != '#'))
        {
            // Relative, so that it works below a prefix too.
            Assert.DoesNotMatch("^(/|[a-z]+:)", path);
            Assert.Contains((await fixture.Hosts.SendAsync("kestrel", "GET", "/" + path)).Status, (int[])[200, 301]);
        }
    }

    [Fact]
    public async Task Playground_WithoutOpenApiPage_DoesNotLinkToIt()
    {
        Assert.Contains("href=\"swagger\"", (await fixture.Hosts.SendAsync("kestrel", "GET", "/")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"swagger\"", (await fixture.Hosts.SendAsync("rest", "GET", "/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playground_Disabled_Is404()
    {
        await using TwoHosts hosts = await TwoHosts.StartAsync(configure: null, "--Playground:Enabled=false");
        Answer root = await hosts.SendAsync("kestrel", "GET", "/");
        Assert.Equal((302, "swagger"), (root.Status, root.Header("Location")?.Trim('/')));
        Assert.Equal(404, (await hosts.SendAsync("rest", "GET", "/")).Status);
        Assert.Equal(404, (await hosts.SendAsync("kestrel", "GET", "/playground/app.js")).Status);
    }

    [Fact]
    public async Task Playground_OfALimitedCaller_DoesNotCount()
    {
        await using TwoHosts hosts = await TwoHosts.StartAsync(configure: null, "--Limits:CallerRequests=1", "--Limits:CallerWindowSeconds=600");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await hosts.SendAsync("kestrel", "GET", "/")).Status);
        }

        Assert.Equal(200, (await hosts.SendAsync("kestrel", "GET", "/model")).Status);
        Assert.Equal(429, (await hosts.SendAsync("kestrel", "GET", "/model")).Status);
        Assert.Equal(200, (await hosts.SendAsync("kestrel", "GET", "/playground/app.js")).Status);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("from \"\\./([^\"]+)\"")]
    private static partial Regex Import();

    /// <summary>The service with the settings it ships.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TwoHosts Hosts { get; private set; } = null!;

        public async Task InitializeAsync() => Hosts = await TwoHosts.StartAsync();

        public async Task DisposeAsync() => await Hosts.DisposeAsync();
    }
}
