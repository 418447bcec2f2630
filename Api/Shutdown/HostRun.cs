using Api.Lambda;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Api.Shutdown;

/// <summary>Runs the host from its start to the exit code.</summary>
internal static partial class HostRun
{
    // What the end takes at least, however long requests took: to free the model, to close listeners.
    private static readonly TimeSpan LeastDisposal = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs until the service is told to stop. Settings that are not valid stop the start with all their faults in one message. The end is bounded too: a
    /// decoder that cannot be stopped is left behind when the time to drain is over.
    /// </summary>
    /// <returns>The exit code: 0 after a regular end.</returns>
    internal static async Task<int> RunToEndAsync(this WebApplication app)
    {
        CancellationToken stopping = app.Lifetime.ApplicationStopping;

        // Resolved now: when the start has failed, the services are disposed.
        LambdaEnvironment? lambda = app.Services.GetService<LambdaEnvironment>();
        ExitCode exitCode = app.Services.GetRequiredService<ExitCode>();
        Draining draining = app.Services.GetRequiredService<Draining>();
        try
        {
            // The host validates too, but logs what it finds with a stack trace.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync();
            await app.WaitForShutdownAsync();
            await DisposeInTimeAsync(app, draining.TimeLeft);
            return exitCode.Value;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop while it still started.
            await DisposeInTimeAsync(app, draining.TimeLeft);
            return exitCode.Value;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            Log.AddressInUse(app.Logger, exception.Message);
            await app.DisposeAsync();
            return 1;
        }
        catch (Exception exception) when (FaultsOf(exception) is { Count: > 0 } faults)
        {
            string list = string.Join('\n', faults.Select(fault => $"- {fault}"));
            Log.SettingsRefused(app.Logger, list);
            if (lambda is not null)
            {
                await StartFailure.ReportAsync(lambda, $"The service cannot start, these settings are not valid:\n{list}");
            }

            await app.DisposeAsync();
            return 1;
        }
        catch (Exception exception) when (lambda is not null)
        {
            await StartFailure.ReportAsync(lambda, $"The service cannot start: {exception.Message}");
            throw;
        }
    }

    /// <summary>Disposes the host. Its detector waits for analyses that run, since their native memory must not be freed under them.</summary>
    private static async Task DisposeInTimeAsync(WebApplication app, TimeSpan time)
    {
        ILogger logger = app.Logger;
        ILoggerFactory loggers = app.Services.GetRequiredService<ILoggerFactory>();
        TimeSpan limit = time > LeastDisposal ? time : LeastDisposal;

        // On a thread of its own: disposing blocks.
        Task disposal = Task.Run(async () => await app.DisposeAsync());
        if (await Task.WhenAny(disposal, Task.Delay(limit)) != disposal)
        {
            // The console's lines are written by a thread that the end of the process does not wait for; disposing does.
            Log.LeftBehind(logger, limit.TotalSeconds);
            loggers.Dispose();
            return;
        }

        await disposal;
    }

    private static List<string> FaultsOf(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        AggregateException aggregate => [.. aggregate.InnerExceptions.SelectMany(FaultsOf)],
        _ => [],
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, Level = LogLevel.Critical, Message = "The service cannot start, these settings are not valid:\n{Faults}")]
        internal static partial void SettingsRefused(ILogger logger, string faults);

        [LoggerMessage(EventId = 301, Level = LogLevel.Critical, Message = "The service cannot start: {Reason}")]
        internal static partial void AddressInUse(ILogger logger, string reason);

        [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "An analysis did not stop within {Seconds:F1} s; the process ends without it")]
        internal static partial void LeftBehind(ILogger logger, double seconds);
    }
}
