using Api.Problems;
using Detection;
using Detection.Models;

namespace Api.Model;

/// <summary>
/// Loads the model in the background while the service already answers, and says whether it is ready. A model that cannot be used stops the
/// service with the reason and exit code 1.
/// </summary>
internal sealed partial class ModelHost(IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<ModelHost> logger) : BackgroundService
{
    private readonly TaskCompletionSource<Detector> _loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Detector? _detector;

    /// <summary>The detector, once its model is loaded.</summary>
    internal Detector? Detector => _detector;

    /// <summary>Whether pictures can be analysed.</summary>
    internal bool IsReady => _detector is not null;

    /// <summary>Completes when loading has ended: with the detector, or with what stopped it.</summary>
    internal Task<Detector> Loading => _loading.Task;

    /// <summary>The detector.</summary>
    /// <exception cref="ApiException">503: the model is not loaded yet.</exception>
    internal Detector RequireDetector() => _detector
        ?? throw new ApiException(StatusCodes.Status503ServiceUnavailable, "The model is not loaded yet.") { RetryAfterSeconds = 1 };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            Detector detector = services.GetRequiredService<Detector>();
            _detector = detector;
            _loading.SetResult(detector);
        }
        catch (ModelException exception)
        {
            EndLoading(exception);
            Log.ModelRefused(logger, exception.Message);
            Environment.ExitCode = 1;

            // A host that is stopped while it starts ends with a stack trace and another exit code.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }
        catch (Exception exception)
        {
            EndLoading(exception);
            throw;
        }
    }

    private void EndLoading(Exception exception)
    {
        _loading.SetException(exception);

        // Looked at here, since usually nobody waits for it.
        _ = _loading.Task.Exception;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Critical, Message = "The service cannot start: {Reason}")]
        internal static partial void ModelRefused(ILogger logger, string reason);
    }
}
