using Api.Lambda;
using Api.Problems;
using Api.Settings;
using Api.Telemetry;

namespace Api.Shutdown;

/// <summary>Registration of the shutdown.</summary>
internal static class ShutdownExtensions
{
    /// <summary>Adds what the settings describe.</summary>
    internal static IServiceCollection AddShutdown(this IServiceCollection services)
    {
        services.AddSettings<ShutdownOptions, ShutdownOptionsValidator>("Shutdown");
        services.AddSingleton<ExitCode>();
        services.AddSingleton<Draining>();
        if (services.IsInLambda())
        {
            // Lambda ends a sandbox only between invocations.
            return services;
        }

        // The host is created before the settings are validated.
        services.AddOptions<HostOptions>().Configure<SettingsSection<ShutdownOptions>>(static (host, section) =>
        {
            ShutdownOptions times = section.Read();
            host.ShutdownTimeout = TimeSpan.FromSeconds(Math.Clamp(times.DelaySeconds, 0, 300) + Math.Clamp(times.DrainSeconds, 0, 3_600) + 1);
        });
        return services.AddHostedService(static provider => provider.GetRequiredService<Draining>());
    }

    /// <summary>Counts requests and, when the service drains, refuses new ones and asks callers to connect elsewhere.</summary>
    internal static WebApplication UseDraining(this WebApplication app)
    {
        Draining draining = app.Services.GetRequiredService<Draining>();
        app.Use(async (context, next) =>
        {
            draining.Enter();
            try
            {
                if (draining.IsDraining)
                {
                    Refuse(context);
                }

                await next(context);
            }
            finally
            {
                draining.Leave();
            }
        });
        return app;
    }

    private static void Refuse(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        if (context.GetEndpoint()?.Metadata.GetMetadata<ServedWhileStopping>() is null)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, "The service is stopping.")
            {
                RetryAfterSeconds = 1,
                Reason = RefusalReason.Stopping,
            };
        }
    }
}

/// <summary>Marks endpoints that answer until the end: health checks.</summary>
internal sealed class ServedWhileStopping
{
    /// <summary>The mark.</summary>
    internal static ServedWhileStopping Mark { get; } = new();
}
