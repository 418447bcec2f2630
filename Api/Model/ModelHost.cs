using Api.Problems;
using Api.Shutdown;
using Api.Telemetry;
using Detection;
using Detection.Models;
using Microsoft.Extensions.Options;

namespace Api.Model;

/// <summary>
/// Loads the model in the background while the service already answers, knows whether it is ready, and takes a changed file into use. A model that is
/// missing at start is waited for; one that is there and cannot be used ends the service with the reason and exit code 1, since only a person can
/// repair it. Once a model is loaded, nothing that happens to its files ends the service.
/// </summary>
internal sealed partial class ModelHost(
    IServiceProvider services, IOptions<ModelOptions> options, IHostApplicationLifetime lifetime, ExitCode exitCode, ILogger<ModelHost> logger) : BackgroundService
{
    private const int SecondsUntilRetry = 1;

    private readonly TaskCompletionSource<Detector> _loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Detector? _detector;
    private volatile ModelException? _startFailure;

    /// <summary>The detector, once its model is loaded.</summary>
    internal Detector? Detector => _detector;

    /// <summary>The state of the model.</summary>
    internal ModelState State => _detector switch
    {
        null => _startFailure is null ? ModelState.Loading : ModelState.Missing,
        { Refusal: null } => ModelState.Ready,
        _ => ModelState.Outdated,
    };

    /// <summary>Completes when loading has ended: with the detector, or with the exception that stopped it.</summary>
    internal Task<Detector> Loading => _loading.Task;

    /// <summary>The reason for the state, without paths, for callers; null where the model that is there is in use.</summary>
    internal string? Reason => _detector switch
    {
        null => _startFailure?.Fault switch
        {
            null => "The model is not loaded yet.",
            ModelFault.Unusable => "The model file cannot be used; the service answers as soon as it is replaced by one that can. The log says why.",
            _ => "The model file is missing; the service answers as soon as it is there.",
        },
        { Refusal: null } => null,
        { Refusal.Fault: ModelFault.Missing } => "The model file is missing; the model that was loaded from it stays in use.",
        _ => "The model file has changed and cannot be used; the model that was loaded before stays in use. The log says why.",
    };

    /// <summary>The detector.</summary>
    /// <exception cref="ApiException">503: the model is not loaded.</exception>
    internal Detector RequireDetector() => _detector
        ?? throw new ApiException(StatusCodes.Status503ServiceUnavailable, Reason!)
        {
            RetryAfterSeconds = SecondsUntilRetry,
            Reason = RefusalReason.NoModel,
        };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        TimeSpan? interval = options.Value.WatchInterval;
        try
        {
            Detector detector = await LoadAsync(interval, stoppingToken);
            KeepThreadsForTheServer(detector.Sessions);
            _detector = detector;
            _loading.SetResult(detector);
            if (interval is { } time)
            {
                await WatchAsync(detector, time, stoppingToken);
            }
        }
        catch (ModelException exception)
        {
            FailLoading(exception);
            Log.ModelRefused(logger, exception.Message);
            exitCode.Fail();

            // Not before the host has started: stopped during its start, it ends with a stack trace and another exit code.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            FailLoading(exception);
            exitCode.Fail();
            throw;
        }
    }

    private async Task<Detector> LoadAsync(TimeSpan? interval, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return services.GetRequiredService<Detector>();
            }
            catch (ModelException exception) when (interval is not null && (_startFailure is not null || exception.Fault != ModelFault.Unusable))
            {
                // A file that arrives later may be read while it is half written: that is no reason to give up.
                if (exception.Message != _startFailure?.Message)
                {
                    _startFailure = exception;
                    Log.ModelAwaited(logger, exception.Message, interval.Value.TotalSeconds);
                }

                await Task.Delay(interval.Value, stopping);
            }
        }
    }

    private async Task WatchAsync(Detector detector, TimeSpan interval, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(interval);
        string? lastFailure = null;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                detector.Refresh();
                lastFailure = null;
            }
            catch (ModelException exception)
            {
                Log.ReplacementRefused(logger, exception.Message);
            }
            catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // No failed look ends the service, not even one that nobody has thought of. Logged once, not every few seconds.
                if (exception.Message != lastFailure)
                {
                    lastFailure = exception.Message;
                    Log.LookFailed(logger, exception);
                }
            }
        }
    }

    // Analyses hold threads of the thread pool while they compute. The pool starts one thread per processor at once and others with a delay: with no
    // more than those, the server that reads requests and refuses them would wait for the analyses.
    private static void KeepThreadsForTheServer(int sessions)
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + sessions), completions);
    }

    private void FailLoading(Exception exception)
    {
        _loading.TrySetException(exception);

        // Observed here, since usually nobody waits for it.
        _ = _loading.Task.Exception;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Critical, Message = "The service cannot start: {Reason}")]
        internal static partial void ModelRefused(ILogger logger, string reason);

        [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "The service has no model yet and looks for one every {Seconds} s. {Reason}")]
        internal static partial void ModelAwaited(ILogger logger, string reason, double seconds);

        [LoggerMessage(EventId = 202, Level = LogLevel.Error, Message = "The model file has changed and cannot be used; the model that was loaded before stays in use. {Reason}")]
        internal static partial void ReplacementRefused(ILogger logger, string reason);

        [LoggerMessage(EventId = 203, Level = LogLevel.Error, Message = "The look at the model file failed; the model that was loaded before stays in use.")]
        internal static partial void LookFailed(ILogger logger, Exception exception);
    }
}

/// <summary>The state of the model.</summary>
internal enum ModelState
{
    /// <summary>It is being loaded.</summary>
    Loading,

    /// <summary>There is no file to load.</summary>
    Missing,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It answers, but its file is missing or was replaced by one that cannot be used.</summary>
    Outdated,
}
