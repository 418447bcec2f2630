using Telemetry.TestSupport.Received;
using Telemetry.TestSupport.Server;

namespace Telemetry.TestSupport;

/// <summary>
/// A backend of OpenTelemetry for tests: takes traces, metrics and logs by OTLP over gRPC and over HTTP, each on a free port of the loopback, and tells
/// what came in. All members may be called from any thread.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    /// <summary>How long a wait lasts at most where nothing else is said.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Intake _intake;
    private readonly ReceiverHost _host;

    private OtlpReceiver(Intake intake, ReceiverHost host)
    {
        _intake = intake;
        _host = host;
    }

    /// <summary>What it does with the requests that come in from now on.</summary>
    public OtlpBehaviour Behaviour
    {
        get => _intake.Behaviour;
        set => _intake.Behaviour = value;
    }

    /// <summary>The requests so far, answered or not.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _intake.Requests.Items;

    /// <summary>The spans accepted so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => _intake.Spans.Items;

    /// <summary>The metrics accepted so far, each as often as it was told.</summary>
    public IReadOnlyList<ReceivedMetric> Metrics => _intake.Metrics.Items;

    /// <summary>The log records accepted so far.</summary>
    public IReadOnlyList<ReceivedLogRecord> Logs => _intake.Logs.Items;

    /// <summary>Starts one.</summary>
    public static async Task<OtlpReceiver> StartAsync(OtlpBehaviour behaviour = OtlpBehaviour.Accepting)
    {
        Intake intake = new() { Behaviour = behaviour };
        return new OtlpReceiver(intake, await ReceiverHost.StartAsync(intake));
    }

    /// <summary>The address that serves a protocol: a value of OTEL_EXPORTER_OTLP_ENDPOINT, to which an exporter itself appends paths.</summary>
    public Uri EndpointFor(OtlpProtocol protocol) => protocol == OtlpProtocol.Grpc ? _host.Grpc : _host.Http;

    /// <summary>The address for one signal: a value of OTEL_EXPORTER_OTLP_TRACES_ENDPOINT and its like, and of an exporter's options.</summary>
    public Uri EndpointFor(OtlpProtocol protocol, OtlpSignal signal) => protocol == OtlpProtocol.Grpc ? _host.Grpc : new Uri(_host.Http, signal.Path());

    /// <summary>The variables that make a process export to it.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentFor(OtlpProtocol protocol) => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = EndpointFor(protocol).ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol.Name(),
    };

    /// <summary>Waits for requests, answered or not.</summary>
    /// <param name="predicate">Which; null for any.</param>
    /// <param name="count">How many at least.</param>
    /// <param name="timeout">How long at most; null for <see cref="Timeout"/>.</param>
    /// <returns>All that match by then, also of those that came in before.</returns>
    /// <exception cref="TimeoutException">They did not come; the message lists what did.</exception>
    public Task<IReadOnlyList<ReceivedRequest>> WaitForRequestsAsync(Func<ReceivedRequest, bool>? predicate = null, int count = 1, TimeSpan? timeout = null) =>
        _intake.Requests.WaitAsync(predicate, count, timeout ?? Timeout);

    /// <summary>Waits for spans to be accepted.</summary>
    /// <inheritdoc cref="WaitForRequestsAsync"/>
    public Task<IReadOnlyList<ReceivedSpan>> WaitForSpansAsync(Func<ReceivedSpan, bool>? predicate = null, int count = 1, TimeSpan? timeout = null) =>
        _intake.Spans.WaitAsync(predicate, count, timeout ?? Timeout);

    /// <summary>Waits for metrics to be accepted.</summary>
    /// <inheritdoc cref="WaitForRequestsAsync"/>
    public Task<IReadOnlyList<ReceivedMetric>> WaitForMetricsAsync(Func<ReceivedMetric, bool>? predicate = null, int count = 1, TimeSpan? timeout = null) =>
        _intake.Metrics.WaitAsync(predicate, count, timeout ?? Timeout);

    /// <summary>Waits for log records to be accepted.</summary>
    /// <inheritdoc cref="WaitForRequestsAsync"/>
    public Task<IReadOnlyList<ReceivedLogRecord>> WaitForLogsAsync(Func<ReceivedLogRecord, bool>? predicate = null, int count = 1, TimeSpan? timeout = null) =>
        _intake.Logs.WaitAsync(predicate, count, timeout ?? Timeout);

    /// <summary>A metric as last told, or null.</summary>
    public ReceivedMetric? FindMetric(string name) => Metrics.LastOrDefault(metric => metric.Name == name);

    /// <summary>Waits for a metric to be accepted.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="predicate">What it must tell, such as a count; null for anything.</param>
    /// <param name="timeout">How long at most; null for <see cref="Timeout"/>.</param>
    /// <returns>The last that matches.</returns>
    /// <exception cref="TimeoutException">It did not come; the message lists what did.</exception>
    public async Task<ReceivedMetric> WaitForMetricAsync(string name, Func<ReceivedMetric, bool>? predicate = null, TimeSpan? timeout = null) =>
        (await WaitForMetricsAsync(metric => metric.Name == name && (predicate is null || predicate(metric)), timeout: timeout))[^1];

    /// <summary>Forgets all that came in so far.</summary>
    public void Clear()
    {
        _intake.Requests.Clear();
        _intake.Spans.Clear();
        _intake.Metrics.Clear();
        _intake.Logs.Clear();
    }

    /// <summary>Closes the ports. Requests left unanswered break off.</summary>
    public async ValueTask DisposeAsync()
    {
        _intake.Close();
        await _host.DisposeAsync();
        _intake.Dispose();
    }
}
