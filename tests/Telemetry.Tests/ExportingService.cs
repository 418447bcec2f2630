namespace Telemetry.Tests;

/// <summary>The service as a process of its own that exports to a receiver, at short intervals.</summary>
internal sealed class ExportingService : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private ExportingService(ServiceProcess process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    internal HttpClient Client { get; }

    internal string Output => _process.Output;

    internal static async Task<ExportingService> StartAsync(params IEnumerable<(string Name, string Value)> environment)
    {
        ServiceProcess process = ServiceProcess.Start(
            [("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"), .. environment]);
        return new ExportingService(process, await process.ConnectAsync());
    }

    /// <summary>Ends it as an orchestrator does; what it exports has arrived then.</summary>
    internal async Task EndAsync()
    {
        _process.Terminate();
        Assert.Equal(0, await _process.WaitForExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
