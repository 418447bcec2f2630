using System.Runtime.InteropServices;
using TestSupport;

namespace Api.Tests.Settings;

/// <summary>The built service as a process of its own, on a free port.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const string ListeningMark = "Now listening on: ";

    private readonly ServingProcess _process;

    private ServiceProcess(ServingProcess process) => _process = process;

    /// <summary>All it wrote so far.</summary>
    internal string Output => _process.Output;

    /// <summary>Its process id.</summary>
    internal int Id => _process.Id;

    /// <summary>Starts it with variables in its environment.</summary>
    internal static ServiceProcess Start(params (string Name, string Value)[] environment)
    {
        Dictionary<string, string> variables = new() { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        foreach ((string name, string value) in environment)
        {
            variables[name] = value;
        }

        string dotnet = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ServiceProcess(ServingProcess.Start(dotnet, [Path.Combine(AppContext.BaseDirectory, "Api.dll")], ListeningMark, variables));
    }

    /// <summary>A client for it, once its model is loaded.</summary>
    internal async Task<HttpClient> ConnectAsync()
    {
        HttpClient client = await _process.ConnectAsync();
        using CancellationTokenSource timeout = new(ServingProcess.Timeout);
        while (!(await client.GetAsync(new Uri("/health/ready", UriKind.Relative), timeout.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(50, timeout.Token);
        }

        return client;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    internal Task<int> WaitForExitAsync() => _process.WaitForExitAsync();

    /// <summary>Asks it to end, as a container's runtime does.</summary>
    internal void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
