using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Telemetry.Tests;

/// <summary>
/// The service in this process, over Kestrel, with exporters into memory beside its own. Read what they recorded once the service has ended: it is complete
/// then, and no thread adds to it.
/// </summary>
internal sealed class RecordingService : WebApplicationFactory<Program>
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);

    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly List<LogRecord> _logs = [];
    private readonly (string Name, string Value)[] _settings;
    private HttpClient? _client;

    private RecordingService((string Name, string Value)[] settings)
    {
        _settings = settings;
        UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    /// <summary>A client of the service.</summary>
    internal HttpClient Client => _client ??= CreateClient();

    /// <summary>The spans that ended, in the order in which they did.</summary>
    internal IReadOnlyList<Activity> Spans => _spans;

    /// <summary>The metrics, with their totals.</summary>
    internal IReadOnlyList<MetricSnapshot> Metrics => _metrics;

    /// <summary>The log records.</summary>
    internal IReadOnlyList<LogRecord> Logs => _logs;

    /// <summary>Starts it and waits for its model.</summary>
    internal static async Task<RecordingService> StartAsync(params (string Name, string Value)[] settings)
    {
        RecordingService service = new(settings);
        using CancellationTokenSource timeout = new(ReadyTimeout);
        while (true)
        {
            using HttpResponseMessage response = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), timeout.Token);
            if (response.IsSuccessStatusCode)
            {
                return service;
            }

            await Task.Delay(50, timeout.Token);
        }
    }

    /// <summary>The attributes of the resource of all signals.</summary>
    internal Dictionary<string, object> Resource() => Services.GetRequiredService<TracerProvider>().GetResource().Attributes.ToDictionary();

    /// <summary>Ends the service: its requests, then its telemetry.</summary>
    internal ValueTask EndAsync() => DisposeAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // An address turns the signals on. Nobody listens at this one, so that each export fails at once.
        builder.UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
        foreach ((string name, string value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureServices(services =>
        {
            services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(_spans));
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddInMemoryExporter(_metrics));
            services.ConfigureOpenTelemetryLoggerProvider(logs => logs.AddInMemoryExporter(_logs));
        });
    }
}
