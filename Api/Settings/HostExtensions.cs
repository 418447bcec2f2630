using Api.Lambda;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Api.Settings;

/// <summary>Running the host to its end.</summary>
internal static partial class HostExtensions
{
    /// <summary>Sends and receives JSON in snake_case, without reflection.</summary>
    internal static IServiceCollection AddJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(static json =>
    {
        json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    });

    /// <summary>Runs until the service is told to stop. Settings that are not valid stop the start with all their faults in one message.</summary>
    /// <returns>The exit code: 0 after a regular end.</returns>
    internal static async Task<int> RunToEndAsync(this WebApplication app)
    {
        CancellationToken stopping = app.Lifetime.ApplicationStopping;

        // Asked for now: when the start has failed, the services are gone.
        LambdaEnvironment? lambda = app.Services.GetService<LambdaEnvironment>();
        ExitCode exitCode = app.Services.GetRequiredService<ExitCode>();
        try
        {
            // The host validates too, but logs what it finds with a stack trace.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return exitCode.Value;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop while it still started.
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

    private static List<string> FaultsOf(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        AggregateException aggregate => [.. aggregate.InnerExceptions.SelectMany(FaultsOf)],
        _ => [],
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 301, Level = LogLevel.Critical, Message = "The service cannot start: {Reason}")]
        internal static partial void AddressInUse(ILogger logger, string reason);

        [LoggerMessage(EventId = 300, Level = LogLevel.Critical, Message = "The service cannot start, these settings are not valid:\n{Faults}")]
        internal static partial void SettingsRefused(ILogger logger, string faults);
    }
}
