using Api.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Api.Limits;

/// <summary>Registration of the limits on requests.</summary>
internal static class LimitsExtensions
{
    /// <summary>Adds the limits that the settings describe.</summary>
    internal static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddSettings<LimitsOptions, LimitsOptionsValidator>("Limits");
        services.AddOptions<KestrelServerOptions>().Configure<SettingsSection<LimitsOptions>>(static (kestrel, section) =>
        {
            // Kestrel is created before the settings are validated.
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Math.Max(0, section.Read().MaxBodyBytes);
        });
        services.AddSingleton<Admission>();
        return services.AddCallerLimit().AddRequestTimeout();
    }

    /// <summary>Applies the limits that hold before an endpoint runs.</summary>
    internal static WebApplication UseLimits(this WebApplication app)
    {
        app.UseCallerLimit();
        app.UseRequestTimeouts();
        return app;
    }
}
