using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Api.Lambda.Runtime;

/// <summary>The Runtime API, version 2018-06-01: hands out invocations and takes answers.</summary>
internal sealed class RuntimeApiClient(LambdaEnvironment environment) : IDisposable
{
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    private static readonly MediaTypeHeaderValue AnswerType = new("application/json");
    private static readonly MediaTypeHeaderValue ErrorMediaType = new("application/vnd.aws.lambda.error+json");

    // A last report must not delay the exit.
    private static readonly TimeSpan LastWordTime = TimeSpan.FromSeconds(5);

    private HttpClient _client = CreateClient();
    private int _invocations;

    private Uri Runtime => environment.RuntimeApiUri ?? throw new RuntimeApiException("AWS_LAMBDA_RUNTIME_API is not the address of the Runtime API.");

    /// <summary>Waits for the next invocation, however long; the sandbox may be frozen meanwhile.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<Invocation> NextAsync(CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Runtime, "invocation/next"));
        using HttpResponseMessage response = await SendAsync(request, cancellation);
        RequireSuccess(response, "the next invocation");
        string requestId = Header(response, "Lambda-Runtime-Aws-Request-Id")
            ?? throw new RuntimeApiException("The Runtime API handed out an invocation without a request id.");

        // Not cancellable: an invocation that was received must be answered.
        return new Invocation(requestId, await ReadEventAsync(response.Content))
        {
            Deadline = long.TryParse(Header(response, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out long ms)
                && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
                : null,
            TraceHeader = Header(response, "Lambda-Runtime-Trace-Id"),
            FunctionArn = Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            IsColdStart = Interlocked.Increment(ref _invocations) == 1,
        };
    }

    /// <summary>Answers an invocation.</summary>
    /// <returns>The status: 202 where the answer was taken, 413 where it is too large, 400 or 403 where it was refused.</returns>
    /// <exception cref="RuntimeApiException">The Runtime API failed.</exception>
    internal Task<HttpStatusCode> RespondAsync(string requestId, ReadOnlyMemory<byte> answer) =>
        PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/response", answer, AnswerType, errorType: null, CancellationToken.None);

    /// <summary>Fails an invocation.</summary>
    /// <returns>The status: 202 where the error was taken, 400 or 403 where it was refused.</returns>
    /// <exception cref="RuntimeApiException">The Runtime API failed.</exception>
    internal Task<HttpStatusCode> FailAsync(string requestId, RuntimeError error) =>
        PostErrorAsync($"invocation/{Uri.EscapeDataString(requestId)}/error", error, CancellationToken.None);

    /// <summary>Reports why the function could not be initialised. The process must end afterwards.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API failed or did not answer within 5 s.</exception>
    internal Task ReportInitErrorAsync(RuntimeError error) => ReportAsync("init/error", error);

    /// <summary>Reports why the function could not continue after a restore. The process must end afterwards.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API failed or did not answer within 5 s.</exception>
    internal Task ReportRestoreErrorAsync(RuntimeError error) => ReportAsync("restore/error", error);

    /// <summary>Reports that the snapshot may be taken, and returns in a sandbox made from it.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task WaitForRestoreAsync(CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Runtime, "restore/next"));
        using HttpResponseMessage response = await SendAsync(request, cancellation);
        RequireSuccess(response, "the restore");
    }

    /// <summary>Drops all connections: those of a snapshot belong to another sandbox.</summary>
    internal void RenewConnections()
    {
        HttpClient old = _client;
        _client = CreateClient();
        old.Dispose();
    }

    public void Dispose() => _client.Dispose();

    // No proxy, no redirects, no cookies, no decompression, and no trace headers: the peer is the sandbox itself. Connections are kept while idle,
    // since an invocation may take minutes and the clock jumps after a freeze.
    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static async Task<PooledBuffer> ReadEventAsync(HttpContent content)
    {
        // One byte more, so that the end is seen without growing.
        PooledBuffer buffer = new((int)(content.Headers.ContentLength ?? 0) + 1);
        try
        {
            await using Stream stream = await content.ReadAsStreamAsync();
            while (await stream.ReadAsync(buffer.GetMemory()) is > 0 and int read)
            {
                buffer.Advance(read);
            }

            return buffer;
        }
        catch (Exception exception)
        {
            buffer.Dispose();
            throw exception is IOException or HttpRequestException ? new RuntimeApiException("The Runtime API closed the connection in the middle of an event.", exception) : exception;
        }
    }

    private static void RequireSuccess(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new RuntimeApiException($"The Runtime API answered {(int)response.StatusCode} when asked for {what}.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw new RuntimeApiException($"The Runtime API cannot be reached at {Runtime.Authority}: {exception.Message}", exception);
        }
    }

    private async Task ReportAsync(string path, RuntimeError error)
    {
        using CancellationTokenSource limit = new(LastWordTime);
        try
        {
            await PostErrorAsync(path, error, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new RuntimeApiException("The Runtime API did not accept the error in time.", exception);
        }
    }

    private Task<HttpStatusCode> PostErrorAsync(string path, RuntimeError error, CancellationToken cancellation) =>
        PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(error, LambdaJson.Default.RuntimeError), ErrorMediaType, error.ErrorType, cancellation);

    private async Task<HttpStatusCode> PostAsync(
        string path, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, string? errorType, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Runtime, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = type;
        if (errorType is not null)
        {
            request.Headers.Add(ErrorTypeHeader, errorType);
        }

        using HttpResponseMessage response = await SendAsync(request, cancellation);

        // From 500 on, the contract is to exit promptly.
        return (int)response.StatusCode < 500
            ? response.StatusCode
            : throw new RuntimeApiException($"The Runtime API answered {(int)response.StatusCode} to {path}.");
    }
}
