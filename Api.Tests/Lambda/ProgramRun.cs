using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Api.Tests.Lambda;

/// <summary>
/// Runs the program itself, from its entry point to its exit code, in this process. Hosting announces the host it builds; services are changed at
/// that moment, so all else is as in production.
/// </summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private static readonly AsyncLocal<ProgramRun?> Current = new();
    private static readonly IDisposable Subscription = DiagnosticListener.AllListeners.Subscribe(new ListenerObserver());

    private readonly Action<IServiceCollection> _configure;
    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<int> _exit = Task.FromResult(0);

    private ProgramRun(Action<IServiceCollection> configure) => _configure = configure;

    /// <summary>The exit code, once the program has ended.</summary>
    internal Task<int> Exit => _exit.WaitAsync(TimeSpan.FromSeconds(60));

    internal IServiceProvider Services => _built.Task.Result.Services;

    /// <summary>Where it listens; for a program over Kestrel.</summary>
    internal Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts the program and waits until its host is built.</summary>
    /// <param name="configure">Changes its services.</param>
    /// <param name="arguments">Its command line.</param>
    internal static async Task<ProgramRun> StartAsync(Action<IServiceCollection> configure, params string[] arguments)
    {
        Assert.NotNull(Subscription);
        ProgramRun run = new(configure);
        run._exit = Task.Factory.StartNew(
            () =>
            {
                Current.Value = run;
                return (int)typeof(Program).Assembly.EntryPoint!.Invoke(null, [arguments])!;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAny(run._built.Task, run._exit).WaitAsync(TimeSpan.FromSeconds(60));
        return run;
    }

    /// <summary>Starts the program over Kestrel, on a port of its own, and waits until it listens.</summary>
    internal static async Task<ProgramRun> StartKestrelAsync(Action<IServiceCollection> configure, params string[] arguments)
    {
        ProgramRun run = await StartAsync(configure, ["--urls", "http://127.0.0.1:0", .. arguments]);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return run;
    }

    /// <summary>Tells the program to stop, as SIGTERM does, and waits for its end.</summary>
    internal Task<int> StopAsync()
    {
        if (!_exit.IsCompleted)
        {
            try
            {
                Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }

        return Exit;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private sealed class ListenerObserver : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (Current.Value is not { } run)
            {
                return;
            }

            if (value is { Key: "HostBuilding", Value: IHostBuilder builder })
            {
                builder.ConfigureServices(services => run._configure(services));
            }
            else if (value is { Key: "HostBuilt", Value: IHost host })
            {
                run._built.TrySetResult(host);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
