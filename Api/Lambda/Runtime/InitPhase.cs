using Api.Model;
using Detection;
using Microsoft.Extensions.Options;

namespace Api.Lambda.Runtime;

/// <summary>
/// The init phase: the model is loaded, a picture analysed, and a request run through the whole service, so that the first caller pays for none
/// of it.
/// </summary>
internal sealed partial class InitPhase(
    LambdaEnvironment environment, IOptions<LambdaOptions> options, ModelHost model, TimeProvider clock, ILogger<InitPhase> logger)
{
    /// <summary>Completes when the model is loaded and warm; fails where it cannot be used.</summary>
    internal Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to load and warm up.</summary>
    /// <param name="runRequest">Runs a request to analyse a picture, as its first callers will send it; a failure of it is not one of the init phase.</param>
    internal void Begin(Func<Task> runRequest)
    {
        Ready = Task.Run(() => WarmUpAsync(runRequest));

        // Observed here, so that a failure after the wait is not reported as unobserved.
        Ready.ContinueWith(static ready => ready.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Waits until the service is warm or, where Lambda cuts the init phase off, the time for it is used up.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before either.</exception>
    internal async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan left = TimeSpan.FromMilliseconds(options.Value.InitBudgetMs) - Elapsed;
        TimeSpan limit = !environment.HasShortInit ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        try
        {
            await Ready.WaitAsync(limit, clock, cancellation);
            long heapMegabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
            Log.InitEnded(logger, Elapsed.TotalMilliseconds, heapMegabytes);
        }
        catch (TimeoutException) when (!Ready.IsCompleted)
        {
            Log.InitGoesOn(logger, Elapsed.TotalMilliseconds);
        }
        catch (OperationCanceledException) when (model.Loading.IsFaulted)
        {
            // A refused model also stops the host: the reason is reported, not the stop.
            await Ready;
        }
    }

    private TimeSpan Elapsed => clock.GetUtcNow() - environment.InitStarted;

    private async Task WarmUpAsync(Func<Task> runRequest)
    {
        Detector detector = await model.Loading;

        // Side by side: the request's way through the service is compiled while the picture is analysed.
        Task analysis = detector.DetectAsync(WarmUpPicture.Jpeg, new DetectionOptions { IsWarmUp = true }).AsTask();
        try
        {
            await runRequest();
        }
        catch (Exception exception)
        {
            Log.RequestNotWarm(logger, exception);
        }

        await analysis;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "Ready for invocations {Milliseconds:F0} ms after the start of the process, with a heap of at most {Megabytes} MB")]
        internal static partial void InitEnded(ILogger logger, double milliseconds, long megabytes);

        [LoggerMessage(
            EventId = 401, Level = LogLevel.Warning,
            Message = "The model is still loading {Milliseconds:F0} ms after the start of the process; the first invocation waits for it")]
        internal static partial void InitGoesOn(ILogger logger, double milliseconds);

        [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "The model is warm, but the request that warms up the rest failed")]
        internal static partial void RequestNotWarm(ILogger logger, Exception exception);
    }
}
