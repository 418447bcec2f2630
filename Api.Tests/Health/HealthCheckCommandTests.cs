using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Api.Health;
using Api.Tests.Settings;
using TestSupport;

namespace Api.Tests.Health;

[Collection(ServiceProcesses.Name)]
public sealed class HealthCheckCommandTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}")]
    [InlineData("ASPNETCORE_URLS", "http://+:{0};https://+:1")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "1;{0}")]
    [InlineData("URLS", "http://any-name:{0}")]
    public async Task Command_ServiceIsReady_Is0(string variable, string value)
    {
        await using ServiceProcess service = ServiceProcess.Start(("Access__Keys", "key-number-1"));
        using HttpClient client = await service.ConnectAsync();

        // Its time is fixed, and a busy machine may need more: so it is asked as a container's runtime asks, which takes more than one failure for one.
        (int ExitCode, string Output) outcome = default;
        for (int i = 0; i < 5 && outcome.Output != "The service is ready."; i++)
        {
            outcome = await RunAsync((variable, string.Format(null, value, client.BaseAddress!.Port)), ("http_proxy", "http://127.0.0.1:1"));
        }

        Assert.Equal((0, "The service is ready."), outcome);
    }

    [Fact]
    public async Task Command_NobodyListens_Is1WithASentence()
    {
        (int exitCode, string output) = await RunAsync(("ASPNETCORE_HTTP_PORTS", "1"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The service does not answer: http://127.0.0.1:1/health/ready: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
    }

    [Theory]
    [InlineData("https://*:8443")]
    [InlineData("http://unix:/tmp/kestrel.sock")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("nonsense")]
    public async Task Ask_NothingOverHttp_IsNotReady(string address) =>
        Assert.Equal((false, "No address with http:// and a port to ask at."), await HealthCheckCommand.AskAsync([address], TimeSpan.FromSeconds(4)));

    [Fact]
    public async Task Ask_ServiceStarts_IsNotReady()
    {
        await using StartingApiFactory starting = new();
        (bool isReady, string sentence) = await HealthCheckCommand.AskAsync([starting.Client.BaseAddress!.ToString()], TimeSpan.FromSeconds(30));

        starting.LetModelLoad();
        Assert.False(isReady);
        Assert.EndsWith("/health/ready answered 503.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_ListenerThatNeverAnswers_IsNotReady()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        (bool isReady, string sentence) = await HealthCheckCommand.AskAsync([$"http://{silent.LocalEndpoint}"], TimeSpan.FromMilliseconds(200));

        Assert.False(isReady);
        Assert.StartsWith("The service did not answer within 0.2 s", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("URLS=http://a:1|ASPNETCORE_URLS=http://b:2|ASPNETCORE_HTTP_PORTS=3", "http://a:1")]
    [InlineData("ASPNETCORE_URLS=http://b:2; http://c:3|ASPNETCORE_HTTP_PORTS=4", "http://b:2,http://c:3")]
    [InlineData("ASPNETCORE_URLS= |ASPNETCORE_HTTP_PORTS=8080;8081", "http://*:8080,http://*:8081")]
    [InlineData("ASPNETCORE_HTTPS_PORTS=8443", "http://localhost:5000")]
    public void Addresses_OfTheEnvironment_AreWhereTheServerListens(string variables, string expected)
    {
        Dictionary<string, string> environment = variables.Split('|').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(expected.Split(','), HealthCheckCommand.Addresses(environment.GetValueOrDefault));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "Api.dll"), "healthcheck"])
        {
            RedirectStandardOutput = true,
        };
        foreach (string name in new[] { "URLS", "ASPNETCORE_URLS", "DOTNET_URLS", "HTTP_PORTS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS" })
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }
}
