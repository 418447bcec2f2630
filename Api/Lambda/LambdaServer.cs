using Api.Lambda.Features;
using Api.Lambda.Runtime;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Api.Lambda;

/// <summary>
/// The server of a Lambda function: requests come as events from the Runtime API instead of over sockets. It starts at once; the runtime loop
/// behind it initialises the function first and stops the host where that fails. It is made when the host is built, before settings are validated, so
/// nothing it is made of may look at options in its constructor.
/// </summary>
internal sealed partial class LambdaServer(RuntimeLoop loop, HttpInvoker invoker, ILogger<LambdaServer> logger) : IServer
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        invoker.Application = exchange => ProcessAsync(application, exchange);
        _running = Task.Run(() => loop.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Takes no further invocations and waits for those that run, as long as the host allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Runs the application on one request, from the first middleware to the last callback.</summary>
    /// <returns>What it failed with, or null.</returns>
    private async Task<Exception?> ProcessAsync<TContext>(IHttpApplication<TContext> application, HttpExchange exchange)
        where TContext : notnull
    {
        TContext context = application.CreateContext(exchange.Features);
        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await exchange.Response.StartAsync();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        // Before the answer is posted, not after as with sockets: once it is posted the sandbox may freeze.
        foreach (Exception exception in await exchange.Response.FireOnCompletedAsync())
        {
            Log.CompletionFailed(logger, exception);
        }

        application.DisposeContext(context, failure);
        return failure;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 420, Level = LogLevel.Error, Message = "A callback at the end of a request failed")]
        internal static partial void CompletionFailed(ILogger logger, Exception exception);
    }
}
