using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Api.Problems;
using Api.Settings;
using Api.Telemetry;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>How many requests a caller may make in a time: ASP.NET Core's rate limiter, with a fixed window for each caller.</summary>
internal static class CallerLimit
{
    /// <summary>Adds the limiter that the settings describe.</summary>
    internal static IServiceCollection AddCallerLimit(this IServiceCollection services)
    {
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitsOptions>>(static (limiter, limits) =>
        {
            FixedWindowRateLimiterOptions window = new()
            {
                PermitLimit = limits.Value.CallerRequests ?? int.MaxValue,
                Window = TimeSpan.FromSeconds(limits.Value.CallerWindowSeconds),
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetFixedWindowLimiter(CallerOf(context), _ => window));
            limiter.OnRejected = static (rejected, _) => throw Refusal(rejected.Lease);
        });
        return services;
    }

    /// <summary>Applies the limit, where the settings have one.</summary>
    internal static WebApplication UseCallerLimit(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SettingsSection<LimitsOptions>>().Read().CallerRequests is not null)
        {
            app.UseRateLimiter();
        }

        return app;
    }

    // An IPv6 caller owns a whole /64 of addresses.
    private static string CallerOf(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } key })
        {
            return $"key {key}";
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            byte[] bytes = address.GetAddressBytes();
            bytes.AsSpan(8).Clear();
            address = new IPAddress(bytes);
        }

        return address?.MapToIPv6().ToString() ?? string.Empty;
    }

    private static ApiException Refusal(RateLimitLease lease)
    {
        int seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        return new ApiException(
            StatusCodes.Status429TooManyRequests,
            string.Create(CultureInfo.InvariantCulture, $"The limit of requests of a caller is reached. Try again in {seconds} s."))
        {
            RetryAfterSeconds = seconds,
            Reason = RefusalReason.CallerLimit,
        };
    }
}
