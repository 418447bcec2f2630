using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Api.Tests.Lambda;

/// <summary>Plays Lambda's Runtime API on a port of its own: hands out the invocations of a test, takes what the function posts, and keeps book.</summary>
internal sealed class ScriptedRuntimeApi : IAsyncDisposable
{
    private const string Version = "/2018-06-01/";

    private readonly WebApplication _app;
    private readonly Channel<ScriptedInvocation> _invocations = Channel.CreateUnbounded<ScriptedInvocation>();
    private readonly ConcurrentDictionary<string, ScriptedInvocation> _running = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private int _connections;
    private int _waiting;

    private ScriptedRuntimeApi()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(CountConnection));
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it answers, as AWS_LAMBDA_RUNTIME_API says it.</summary>
    internal string Address => new Uri(_app.Urls.Single()).Authority;

    /// <summary>The calls, in the order they came, as method and path with the request ids left out.</summary>
    internal IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Connections that were ever opened.</summary>
    internal int Connections => _connections;

    /// <summary>How many calls for the next invocation are waiting.</summary>
    internal int Waiting => _waiting;

    /// <summary>The status a post is answered with, by its path below the version and the length of its body.</summary>
    internal Func<string, int, int> StatusOfPost { get; set; } = static (_, _) => StatusCodes.Status202Accepted;

    /// <summary>The status the calls for the next invocation are answered with when it is not 200.</summary>
    internal int? StatusOfNext { get; set; }

    /// <summary>What the init phase or the restore failed with.</summary>
    internal TaskCompletionSource<ScriptedOutcome> StartError { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed by the test to restore from the snapshot.</summary>
    internal TaskCompletionSource Restore { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the function asks to be restored, that is when the snapshot would be taken.</summary>
    internal TaskCompletionSource SnapshotTaken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static async Task<ScriptedRuntimeApi> StartAsync()
    {
        ScriptedRuntimeApi api = new();
        await api._app.StartAsync();
        return api;
    }

    internal ScriptedInvocation Enqueue(ScriptedInvocation invocation)
    {
        Assert.True(_invocations.Writer.TryWrite(invocation));
        return invocation;
    }

    internal Task<ScriptedOutcome> InvokeAsync(ScriptedInvocation invocation) =>
        Enqueue(invocation).Outcome.Task.WaitAsync(TimeSpan.FromSeconds(60));

    internal Task<ScriptedOutcome> InvokeAsync(string json) => InvokeAsync(ScriptedInvocation.Of(json));

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource at = new(TimeSpan.Zero);
        await _app.StopAsync(at.Token);
        await _app.DisposeAsync();
    }

    private ConnectionDelegate CountConnection(ConnectionDelegate next) => connection =>
    {
        Interlocked.Increment(ref _connections);
        return next(connection);
    };

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        Assert.StartsWith(Version + "runtime/", path);
        path = path[Version.Length..];
        _calls.Enqueue($"{context.Request.Method} {string.Join('/', path.Split('/').Select(part => _running.ContainsKey(part) ? "{id}" : part))}");
        switch (context.Request.Method, path)
        {
            case ("GET", "runtime/invocation/next"):
                await HandOutAsync(context);
                break;
            case ("GET", "runtime/restore/next"):
                SnapshotTaken.TrySetResult();
                await Restore.Task.WaitAsync(context.RequestAborted);
                break;
            case ("POST", _):
                await TakeAsync(context, path);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task HandOutAsync(HttpContext context)
    {
        if (StatusOfNext is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            ScriptedInvocation invocation = await _invocations.Reader.ReadAsync(context.RequestAborted);
            _running[invocation.RequestId] = invocation;
            IHeaderDictionary headers = context.Response.Headers;
            headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
            headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-central-1:123456789012:function:detection";
            if (invocation.Deadline is { } deadline)
            {
                headers["Lambda-Runtime-Deadline-Ms"] = (DateTimeOffset.UtcNow + deadline).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            }

            if (invocation.TraceHeader is { } trace)
            {
                headers["Lambda-Runtime-Trace-Id"] = trace;
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = invocation.Event.Length;
            await context.Response.Body.WriteAsync(invocation.Event);
            invocation.HandedOut.SetResult();
        }
        catch (OperationCanceledException)
        {
            // The function has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task TakeAsync(HttpContext context, string path)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        ScriptedOutcome outcome = new(
            path, context.Request.ContentType, context.Request.Headers["Lambda-Runtime-Function-Error-Type"], body.ToArray());
        context.Response.StatusCode = StatusOfPost(path, outcome.Body.Length);
        string[] parts = path.Split('/');
        if (parts is ["runtime", "init" or "restore", "error"])
        {
            StartError.TrySetResult(outcome);
        }
        else if (parts is ["runtime", "invocation", var id, _] && _running.TryGetValue(id, out ScriptedInvocation? invocation))
        {
            // One that is not taken is followed by another.
            if (context.Response.StatusCode == StatusCodes.Status202Accepted)
            {
                // Answered before the outcome shows, so that a test can count calls after it.
                await context.Response.CompleteAsync();
                _running.TryRemove(id, out _);
                invocation.Outcome.TrySetResult(outcome);
            }
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
