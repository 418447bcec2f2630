using Api.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>Registration of the limits on requests.</summary>
internal static class LimitsExtensions
{
    /// <summary>Adds the limits that the settings describe.</summary>
    internal static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddSettings<LimitsOptions, LimitsOptionsValidator>("Limits");
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitsOptions>>(static (kestrel, limits) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes;
        });
        return services;
    }
}
