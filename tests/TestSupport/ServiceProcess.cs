namespace TestSupport;

/// <summary>The built service, Api.dll beside the program that runs, as a process of its own on the loopback.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const string ListeningMark = "Now listening on: ";

    private readonly ServingProcess _process;

    private ServiceProcess(ServingProcess process) => _process = process;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>All it wrote so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts it on a free port, with variables in its environment.</summary>
    public static ServiceProcess Start(params (string Name, string Value)[] environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Dictionary<string, string> variables = new() { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        foreach ((string name, string value) in environment)
        {
            variables[name] = value;
        }

        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ServiceProcess(ServingProcess.Start(dotnet, [Path.Combine(AppContext.BaseDirectory, "Api.dll")], ListeningMark, variables));
    }

    /// <summary>A client for it, once its model is loaded.</summary>
    /// <exception cref="InvalidOperationException">It ended before, with what it wrote.</exception>
    public async Task<HttpClient> ConnectAsync()
    {
        HttpClient client = await _process.ConnectAsync();
        using CancellationTokenSource timeout = new(ServingProcess.Timeout);
        while (!await IsReadyAsync(client, timeout.Token))
        {
            await Task.Delay(50, timeout.Token);
        }

        return client;
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="timeout">How long at most; null for what is usual.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It has not ended by then.</exception>
    public Task<int> WaitForExitAsync(TimeSpan? timeout = null) => _process.WaitForExitAsync(timeout);

    /// <summary>Asks it to end with SIGTERM, as a container's runtime does.</summary>
    /// <exception cref="InvalidOperationException">The signal did not reach it.</exception>
    public void Terminate() => _process.Terminate();

    /// <summary>Ends it at once, in the middle of what it does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Kills it, where it has not ended.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException exception)
        {
            // It listened and does no more: it is ending, and says why.
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"The service ended before it was ready:\n{Output}", exception);
        }
    }
}
