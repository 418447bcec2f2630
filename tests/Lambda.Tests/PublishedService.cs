using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Deploy.Packaging;
using TestSupport;

namespace Lambda.Tests;

/// <summary>
/// The published service, once as a function under the Lambda emulator with a gateway before it, and once over Kestrel: what is sent to one can be
/// sent to the other. Published when a test first asks for it: where the emulator cannot run none does.
/// </summary>
public sealed class PublishedService : IAsyncLifetime, IDisposable
{
    private static readonly string Project = Path.Combine(RepositoryFiles.Root, "tests", "Lambda.Tests");

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentBag<ServingProcess> _processes = [];
    private readonly Lazy<Task<Running>> _running;

    public PublishedService() => _running = new Lazy<Task<Running>>(StartAsync);

    /// <summary>What answers events: <c>invoke</c> takes one as it is, <c>v1/...</c>, <c>v2/...</c> and <c>alb/...</c> make one of a request.</summary>
    public async Task<HttpClient> LambdaAsync() => (await _running.Value).Lambda;

    /// <summary>The service over Kestrel.</summary>
    public async Task<HttpClient> KestrelAsync() => (await _running.Value).Kestrel;

    /// <summary>Starts another function, with variables of its own.</summary>
    internal async Task<ServingProcess> StartFunctionAsync(params (string Name, string Value)[] variables) =>
        StartFunction((await _running.Value).Published, variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (ServingProcess process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Running> StartAsync()
    {
        string rigs = Path.Combine(Project, "rigs");
        Node.Restore(rigs);
        string published = Publish();

        // The pages, switched off in Lambda otherwise, have what is binary for certain: a picture.
        Dictionary<string, string> settings = new() { ["Swagger__Enabled"] = "true" };
        ServingProcess gateway = StartFunction(published, settings);
        ServingProcess kestrel = Start(
            Path.Combine(published, "Api"), [], "Now listening on: ", new(settings) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
        Running running = new(published, await gateway.ConnectAsync(), await kestrel.ConnectAsync());
        await running.UntilReadyAsync();
        return running;
    }

    private ServingProcess StartFunction(string published, Dictionary<string, string> variables) => Start(
        "node", [Path.Combine(Project, "rigs", "gateway.mjs"), published, JsonSerializer.Serialize(variables)], "Gateway on ",

        // The emulator keeps a copy of its runtime there.
        new() { ["XDG_CACHE_HOME"] = Path.Combine(_folder.Path, "cache") });

    private ServingProcess Start(string program, string[] arguments, string mark, Dictionary<string, string> environment)
    {
        environment["DOTNET_ROOT"] = DotnetRoot;
        ServingProcess process = ServingProcess.Start(program, arguments, mark, environment);
        _processes.Add(process);
        return process;
    }

    /// <summary>
    /// Publishes as a package is made, but with the .NET of this machine instead of one brought along. With build folders of its own: neither the
    /// tests running beside it nor the build they came from are disturbed.
    /// </summary>
    private string Publish()
    {
        string published = Path.Combine(_folder.Path, "published");
        Command.Run(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "publish", Path.Combine("Api", "Api.csproj"), "-c", "Release", "-p:OpenApiGenerateDocumentsOnBuild=false",
                "--artifacts-path", Path.Combine(Project, "obj", "published"), "--disable-build-servers", "-nologo", "-o", published,
            ],
            RepositoryFiles.Root);

        string bootstrap = Path.Combine(published, BootstrapScript.Name);
        File.WriteAllText(bootstrap, BootstrapScript.Text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bootstrap, File.GetUnixFileMode(bootstrap) | UnixFileMode.UserExecute);
        }

        return published;
    }

    // Three folders above that of the runtime these tests run on.
    private static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private sealed record Running(string Published, HttpClient Lambda, HttpClient Kestrel)
    {
        internal async Task UntilReadyAsync()
        {
            using CancellationTokenSource timeout = new(ServingProcess.Timeout);
            while (!(await Kestrel.GetAsync(new Uri("health/ready", UriKind.Relative), timeout.Token)).IsSuccessStatusCode)
            {
                await Task.Delay(50, timeout.Token);
            }
        }
    }
}

/// <summary>The tests that use the published service: one at a time, so that one process of the function serves them all.</summary>
[CollectionDefinition(Name)]
public sealed class PublishedServiceTests : ICollectionFixture<PublishedService>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Published service";
}
