using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>The time a request may take: ASP.NET Core's request time-outs with one policy for all.</summary>
internal static class RequestTimeout
{
    /// <summary>Adds the time-out that the settings describe.</summary>
    internal static IServiceCollection AddRequestTimeout(this IServiceCollection services)
    {
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitsOptions>>(static (timeouts, limits) =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(limits.Value.RequestTimeoutSeconds),
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            });

        // It logs each time-out with a stack trace: a caller who sends slowly must not be able to fill the log.
        return services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Http.Timeouts", LogLevel.Error));
    }
}
