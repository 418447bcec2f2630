using Api.Settings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Api.Access;

/// <summary>Registration of access by API key.</summary>
internal static class AccessExtensions
{
    private const string Section = "Access";

    /// <summary>
    /// Adds authentication by key where the settings have one. Every endpoint, and every path where there is none, then needs a key; what is for
    /// everybody says so with <c>AllowAnonymous</c>.
    /// </summary>
    internal static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions, AccessOptionsValidator>(Section);
        if (!new SettingsSection<AccessOptions>(configuration.GetSection(Section)).Read().NeedsKey)
        {
            return services;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KeyRing>();
        services.AddTransient<ApiKeyHandler>();
        services.AddAuthenticationCore(static authentication =>
        {
            authentication.DefaultScheme = ApiKeyHandler.SchemeName;
            authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null);
        });
        services.AddAuthorization(static authorization =>
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        // At lower levels it logs a malformed header, with the key in it.
        return services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning));
    }

    /// <summary>
    /// Finds out who calls, where keys are needed. Stands in front of the limits, which then count by key who has one and by address who tries keys.
    /// </summary>
    internal static WebApplication UseCallers(this WebApplication app)
    {
        if (app.Services.NeedsKey())
        {
            app.UseAuthentication();
        }

        return app;
    }

    /// <summary>Refuses callers without a valid key, where keys are needed. Stands behind the middleware that a 401 still passes, such as CORS.</summary>
    internal static WebApplication UseAccess(this WebApplication app)
    {
        if (app.Services.NeedsKey())
        {
            app.UseAuthorization();
        }

        return app;
    }

    /// <summary>Whether a caller may see what is not public: one with a valid key, or anybody where no key is needed.</summary>
    internal static bool IsTrusted(this HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } || !context.RequestServices.NeedsKey();

    /// <summary>
    /// Takes a key that a request presents in its body, for callers that cannot set headers: who presents a valid one is known by it from then on.
    /// </summary>
    /// <returns>Whether it is valid.</returns>
    internal static bool Identify(this HttpContext context, string key)
    {
        if (!PresentedKeys.CanBeKey(key) || context.RequestServices.GetService<KeyRing>()?.Find(key) is not { } valid)
        {
            return false;
        }

        context.User = Caller.OfKey(valid);
        return true;
    }

    private static bool NeedsKey(this IServiceProvider services) => services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(KeyRing));
}
