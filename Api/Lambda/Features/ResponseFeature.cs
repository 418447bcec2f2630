using System.IO.Pipelines;
using Api.Lambda.Runtime;
using Microsoft.AspNetCore.Http.Features;

namespace Api.Lambda.Features;

/// <summary>
/// The response, gathered in memory, since Lambda takes it in one piece. It starts with the first flush or write to the stream, as with Kestrel:
/// callbacks run then, in Kestrel's order (the last registered first), and status and headers stand.
/// </summary>
internal sealed class ResponseFeature : IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private readonly PooledBuffer _body = new();
    private readonly HeaderDictionary _headers = [];
    private readonly ResponseBodyWriter _writer;
    private readonly ResponseBodyStream _stream;
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stack<(Func<object, Task> Callback, object State)>? _onCompleted;
    private Task? _starting;
    private int _statusCode = StatusCodes.Status200OK;
    private string? _reasonPhrase;

    internal ResponseFeature()
    {
        _writer = new ResponseBodyWriter(this, _body);
        _stream = new ResponseBodyStream(this, _body);
        Headers = _headers;
        Body = _stream;
    }

    public int StatusCode
    {
        get => _statusCode;
        set
        {
            RequireNotStarted("The status code");
            _statusCode = value;
        }
    }

    public string? ReasonPhrase
    {
        get => _reasonPhrase;
        set
        {
            RequireNotStarted("The reason phrase");
            _reasonPhrase = value;
        }
    }

    public IHeaderDictionary Headers { get; set; }

    public Stream Body { get; set; }

    public bool HasStarted { get; private set; }

    public Stream Stream => _stream;

    public PipeWriter Writer => _writer;

    /// <summary>The body so far.</summary>
    internal ReadOnlyMemory<byte> Bytes => _body.Memory;

    public void OnStarting(Func<object, Task> callback, object state)
    {
        RequireNotStarted("OnStarting");
        (_onStarting ??= []).Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= []).Push((callback, state));

    public Task StartAsync(CancellationToken cancellationToken = default) => HasStarted ? Task.CompletedTask : _starting ??= FireOnStartingAsync();

    public Task CompleteAsync() => StartAsync();

    // Lambda takes the response in one piece.
    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <summary>Runs what is to be done when the response is complete, all of it, whatever fails.</summary>
    /// <returns>What failed.</returns>
    internal async Task<IReadOnlyList<Exception>> FireOnCompletedAsync()
    {
        List<Exception>? failures = null;
        while (_onCompleted is not null && _onCompleted.TryPop(out (Func<object, Task> Callback, object State) completed))
        {
            try
            {
                await completed.Callback(completed.State);
            }
            catch (Exception exception)
            {
                (failures ??= []).Add(exception);
            }
        }

        return failures is null ? [] : failures;
    }

    public void Dispose() => _body.Dispose();

    private async Task FireOnStartingAsync()
    {
        // A callback may register another one, which then runs next.
        while (_onStarting is not null && _onStarting.TryPop(out (Func<object, Task> Callback, object State) starting))
        {
            await starting.Callback(starting.State);
        }

        HasStarted = true;
        _headers.IsReadOnly = true;
    }

    private void RequireNotStarted(string what)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException($"{what} cannot be set because the response has already started.");
        }
    }
}
