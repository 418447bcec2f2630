using System.Diagnostics;
using System.Security.Cryptography;
using Api.Lambda.Events;
using Api.Lambda.Features;
using Api.Shutdown;

namespace Api.Lambda.Runtime;

/// <summary>
/// The life cycle of a sandbox: init phase, snapshot and restore where there is one, then invocations until the host stops. An error that ends the process
/// is reported to Lambda and stops the host with exit code 1.
/// </summary>
internal sealed partial class RuntimeLoop(
    LambdaEnvironment environment, RuntimeApiClient client, InitPhase init, InvocationHandler handler, HttpInvoker http, LambdaHooks hooks,
    TimeProvider clock, IHostApplicationLifetime lifetime, ExitCode exitCode, ILogger<RuntimeLoop> logger)
{
    private static readonly TimeSpan RestoreTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs until stopped or until an error ends the process; does not throw.</summary>
    /// <param name="stopping">Ends the wait for an invocation; those that run are finished.</param>
    internal async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, lifetime.ApplicationStopping);
            await InitialiseAsync(ended.Token);
            if (environment.IsSnapStart)
            {
                await PassSnapshotAsync(ended.Token);
            }

            await Task.WhenAll(Enumerable.Range(0, environment.MaxConcurrency).Select(_ => TakeInvocationsAsync(ended)));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The regular end.
        }
        catch (Exception exception)
        {
            Log.Useless(logger, exception);
            exitCode.Fail();
            lifetime.StopApplication();
        }
    }

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        try
        {
            init.Begin(RunWarmUpRequestAsync);
            await init.WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await client.ReportInitErrorAsync(RuntimeError.From(RuntimeError.InitType, exception));
            throw;
        }
    }

    private async Task PassSnapshotAsync(CancellationToken cancellation)
    {
        try
        {
            await hooks.RunBeforeSnapshotAsync(cancellation);
        }
        catch (Exception exception)
        {
            await client.ReportInitErrorAsync(RuntimeError.From(RuntimeError.BeforeSnapshotType, exception));
            throw;
        }

        // The snapshot is loaded page by page: garbage in it would be too.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await client.WaitForRestoreAsync(cancellation);
        try
        {
            // Connections of the snapshot are dead, and random generators in it would give every sandbox made from it the same trace ids.
            client.RenewConnections();
            Activity.TraceIdGenerator = static () => ActivityTraceId.CreateFromBytes(RandomNumberGenerator.GetBytes(16));
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(RestoreTime);
            await hooks.RunAfterRestoreAsync(limit.Token);
        }
        catch (Exception exception)
        {
            await client.ReportRestoreErrorAsync(RuntimeError.From(RuntimeError.AfterRestoreType, exception));
            throw;
        }

        Log.Restored(logger);
    }

    private async Task TakeInvocationsAsync(CancellationTokenSource ended)
    {
        try
        {
            while (!ended.IsCancellationRequested)
            {
                await handler.HandleAsync(await client.NextAsync(ended.Token));
            }
        }
        catch
        {
            // The other loops must not go on in a process that is about to end.
            await ended.CancelAsync();
            throw;
        }
    }

    /// <summary>Runs a request through the whole service, without the Runtime API: what is compiled and cached on the way is so for the first caller.</summary>
    private async Task RunWarmUpRequestAsync()
    {
        byte[] json = WarmUpPicture.RequestEvent();
        PooledBuffer bytes = new(json.Length);
        json.CopyTo(bytes.GetSpan(json.Length));
        bytes.Advance(json.Length);
        using Invocation invocation = new("warm-up", bytes) { IsWarmUp = true };
        using InvocationLifetime limit = new(deadline: null, TimeSpan.Zero, clock);
        using EventMembers members = EventMembers.Read(bytes.Memory);
        using PooledBuffer answer = await http.InvokeAsync(EventIdentifier.FindHttp(members)!, invocation, limit, Task.CompletedTask);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 440, Level = LogLevel.Critical, Message = "The function cannot continue")]
        internal static partial void Useless(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 441, Level = LogLevel.Information, Message = "Restored from the snapshot")]
        internal static partial void Restored(ILogger logger);
    }
}
