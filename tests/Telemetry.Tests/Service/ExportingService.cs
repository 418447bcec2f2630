using System.Net.Http.Headers;
using TestSupport;

namespace Telemetry.Tests.Service;

/// <summary>The service as a process of its own that exports what it tells to a receiver, at short intervals.</summary>
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

    internal static async Task<ExportingService> StartAsync(IReadOnlyDictionary<string, string> endpoint, params (string Name, string Value)[] environment)
    {
        ServiceProcess process = ServiceProcess.Start(
        [
            .. endpoint.Select(pair => (pair.Key, pair.Value)),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            .. environment,
        ]);
        return new ExportingService(process, await process.ConnectAsync());
    }

    /// <summary>Has a sample picture analysed.</summary>
    /// <param name="traceParent">The caller's span; null for none.</param>
    /// <param name="accept">The media type wanted; null for none.</param>
    internal async Task<HttpResponseMessage> AnalyzeAsync(string? traceParent = null, string? accept = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze")
        {
            Content = new ByteArrayContent(await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Ends it as an orchestrator does.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> EndAsync()
    {
        _process.Terminate();
        return await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
