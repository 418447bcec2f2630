using Api.Problems;
using Api.Shutdown;
using Api.Telemetry;
using Detection;
using Detection.Models;
using Microsoft.Extensions.Options;

namespace Api.Model;

/// <summary>
/// Loads the model in the background while the service already answers, says whether it is ready, and takes a changed file into use. A model that is
/// missing at start is waited for; one that is there and cannot be used stops the service with the reason and exit code 1, since only a person can
/// mend it.
/// </summary>
internal sealed partial class ModelHost(
    IServiceProvider services, IOptions<ModelOptions> options, IHostApplicationLifetime lifetime, ExitCode exitCode, ILogger<ModelHost> logger) : BackgroundService
{
    private const int SecondsToTryAgain = 1;

    private readonly TaskCompletionSource<Detector> _loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Detector? _detector;
    private volatile ModelException? _awaited;

    /// <summary>The detector, once its model is loaded.</summary>
    internal Detector? Detector => _detector;

    /// <summary>How the model is.</summary>
    internal ModelState State => _detector switch
    {
        null => _awaited is null ? ModelState.Loading : ModelState.Missing,
        { Refusal: null } => ModelState.Ready,
        _ => ModelState.Outdated,
    };

    /// <summary>Completes when loading has ended: with the detector, or with what stopped it.</summary>
    internal Task<Detector> Loading => _loading.Task;

    /// <summary>What to tell callers of the state, who are not to learn of folders; null where all is well.</summary>
    internal string? Reason => _detector switch
    {
        null => _awaited?.Fault switch
        {
            null => "The model is not loaded yet.",
            ModelFault.Unusable => "The model file cannot be used; the service answers as soon as one is there that can. The log says why.",
            _ => "The model file is missing; the service answers as soon as it is there.",
        },
        { Refusal: null } => null,
        { Refusal.Fault: ModelFault.Missing } => "The model file is gone; the model loaded from it answers on.",
        _ => "The model file was replaced by one that cannot be used; the model before it answers on. The log says why.",
    };

    /// <summary>The detector.</summary>
    /// <exception cref="ApiException">503: the model is not loaded.</exception>
    internal Detector RequireDetector() => _detector
        ?? throw new ApiException(StatusCodes.Status503ServiceUnavailable, Reason!)
        {
            RetryAfterSeconds = SecondsToTryAgain,
            Reason = RefusalReason.NoModel,
        };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        TimeSpan? interval = options.Value.WatchInterval;
        try
        {
            Detector detector = await LoadAsync(interval, stoppingToken);
            LeaveThreadsToTheServer(detector.Sessions);
            _detector = detector;
            _loading.SetResult(detector);
            if (interval is { } time)
            {
                await WatchAsync(detector, time, stoppingToken);
            }
        }
        catch (ModelException exception)
        {
            EndLoading(exception);
            Log.ModelRefused(logger, exception.Message);
            exitCode.Fail();

            // A host that is stopped while it starts ends with a stack trace and another exit code.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            EndLoading(exception);
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
            catch (ModelException exception) when (interval is not null && (_awaited is not null || exception.Fault != ModelFault.Unusable))
            {
                // A file that comes later may be seen half written: that is no reason to give up.
                if (exception.Message != _awaited?.Message)
                {
                    _awaited = exception;
                    Log.ModelAwaited(logger, exception.Message, interval.Value.TotalSeconds);
                }

                await Task.Delay(interval.Value, stopping);
            }
        }
    }

    private async Task WatchAsync(Detector detector, TimeSpan interval, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                detector.Refresh();
            }
            catch (ModelException exception)
            {
                Log.ReplacementRefused(logger, exception.Message);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    // Analyses hold threads of the pool while they compute. It keeps a thread a processor at hand and adds others with delay: without more from the
    // start, the server that reads requests and refuses them would wait for the analyses.
    private static void LeaveThreadsToTheServer(int sessions)
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + sessions), completions);
    }

    private void EndLoading(Exception exception)
    {
        _loading.TrySetException(exception);

        // Looked at here, since usually nobody waits for it.
        _ = _loading.Task.Exception;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Critical, Message = "The service cannot start: {Reason}")]
        internal static partial void ModelRefused(ILogger logger, string reason);

        [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "There is no model to start with; it is looked for every {Seconds} s. {Reason}")]
        internal static partial void ModelAwaited(ILogger logger, string reason, double seconds);

        [LoggerMessage(EventId = 202, Level = LogLevel.Error, Message = "The model's file has changed and cannot be used; the model before it answers on. {Reason}")]
        internal static partial void ReplacementRefused(ILogger logger, string reason);
    }
}

/// <summary>How the model is.</summary>
internal enum ModelState
{
    /// <summary>It is being loaded.</summary>
    Loading,

    /// <summary>There is no file to load.</summary>
    Missing,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It answers, but its file is gone or was replaced by one that cannot be used.</summary>
    Outdated,
}
