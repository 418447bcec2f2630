using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Telemetry.TestSupport;

/// <summary>
/// A receiver of OTLP over gRPC and over HTTP, each on a free port of the loopback. It keeps the requests; what is in them is the business of whoever
/// asks. Run the service under test in another process: in the same one it would trace the receiver's own requests, and each export would cause the next.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int Unavailable = 14;
    private const int FrameHead = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<OtlpRequest> _requests = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly OtlpBehaviour _behaviour;
    private readonly WebApplication _app;
    private ListenOptions? _grpc;
    private ListenOptions? _http;

    private OtlpReceiver(OtlpBehaviour behaviour)
    {
        _behaviour = behaviour;

        // Of the environment and of configuration files it takes nothing.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Without TLS a port cannot offer HTTP/1.1 and HTTP/2 both.
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_grpc = listen).Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_http = listen).Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The requests so far, in order, answered or not.</summary>
    public IReadOnlyCollection<OtlpRequest> Requests => _requests;

    /// <summary>Starts one.</summary>
    public static async Task<OtlpReceiver> StartAsync(OtlpBehaviour behaviour = OtlpBehaviour.Accepting)
    {
        OtlpReceiver receiver = new(behaviour);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The address that serves a protocol, for OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public Uri EndpointFor(OtlpProtocol protocol) => new($"http://{(protocol == OtlpProtocol.Grpc ? _grpc : _http)!.IPEndPoint}");

    /// <summary>The variables that make a process export to it.</summary>
    public IReadOnlyList<(string Name, string Value)> EnvironmentFor(OtlpProtocol protocol) =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", EndpointFor(protocol).ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol == OtlpProtocol.Grpc ? "grpc" : "http/protobuf"),
    ];

    /// <summary>Waits until the requests together satisfy a condition.</summary>
    /// <returns>The requests by then.</returns>
    /// <exception cref="TimeoutException">They do not within 30 seconds.</exception>
    public async Task<IReadOnlyCollection<OtlpRequest>> WaitAsync(Func<IReadOnlyCollection<OtlpRequest>, bool> isEnough)
    {
        ArgumentNullException.ThrowIfNull(isEnough);
        using CancellationTokenSource limit = new(Timeout);
        while (true)
        {
            OtlpRequest[] requests = [.. _requests];
            if (isEnough(requests))
            {
                return requests;
            }

            if (limit.IsCancellationRequested)
            {
                string signals = string.Join(", ", requests.Select(request => request.Signal));
                throw new TimeoutException($"The requests within {Timeout} are not enough: {signals}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Closes the ports and aborts the requests left unanswered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        bool isGrpc = context.Request.Protocol == HttpProtocol.Http2;
        if (SignalOf(context.Request, isGrpc) is not { } signal)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue(new OtlpRequest(
            signal,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            isGrpc ? Unframe(body.ToArray()) : body.ToArray()));
        if (_behaviour == OtlpBehaviour.Silent)
        {
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
            await Task.Delay(System.Threading.Timeout.Infinite, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
            return;
        }

        // An empty message says that all was accepted.
        bool accepts = _behaviour == OtlpBehaviour.Accepting;
        response.ContentType = context.Request.ContentType;
        if (!isGrpc)
        {
            response.StatusCode = accepts ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (accepts)
        {
            await response.Body.WriteAsync(new byte[FrameHead]);
        }

        response.AppendTrailer("grpc-status", $"{(accepts ? 0 : Unavailable)}");
    }

    /// <summary>The signal by a request's path and media type; null where it is no OTLP.</summary>
    private static string? SignalOf(HttpRequest request, bool isGrpc) => (isGrpc, request.ContentType, request.Path.Value) switch
    {
        (true, "application/grpc", "/opentelemetry.proto.collector.trace.v1.TraceService/Export") => "traces",
        (true, "application/grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export") => "metrics",
        (true, "application/grpc", "/opentelemetry.proto.collector.logs.v1.LogsService/Export") => "logs",
        (false, "application/x-protobuf", "/v1/traces") => "traces",
        (false, "application/x-protobuf", "/v1/metrics") => "metrics",
        (false, "application/x-protobuf", "/v1/logs") => "logs",
        _ => null,
    };

    /// <summary>The one message of a gRPC call, which lies behind a byte for compression and four for its length.</summary>
    private static ReadOnlyMemory<byte> Unframe(byte[] body) =>
        body.Length >= FrameHead && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - FrameHead
            ? body.AsMemory(FrameHead)
            : throw new InvalidDataException("The body is not one uncompressed gRPC message.");
}
