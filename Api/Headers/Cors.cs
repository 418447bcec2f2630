using Api.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Api.Headers;

/// <summary>Which web pages of other origins may call the service (settings <c>Cors</c>).</summary>
internal sealed class CorsSettings
{
    /// <summary>Origins such as <c>https://example.com</c>; <c>*</c> for any; empty for none. Default: none here, <c>*</c> in appsettings.json.</summary>
    public string[] Origins { get; set; } = [];
}

/// <summary>Validates <see cref="CorsSettings"/>.</summary>
internal sealed class CorsSettingsValidator : IValidateOptions<CorsSettings>
{
    public ValidateOptionsResult Validate(string? name, CorsSettings options)
    {
        List<string> faults = [.. options.Origins.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"Cors:Origins: '{origin}' is not an origin; write scheme, host and port without a path, such as https://example.com, or *.")];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsOrigin(string text) =>
        text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
}

/// <summary>Registration of cross-origin access (CORS).</summary>
internal static class CorsExtensions
{
    /// <summary>Adds the policy that the settings describe as the default one.</summary>
    internal static IServiceCollection AddCorsPolicy(this IServiceCollection services)
    {
        services.AddSettings<CorsSettings, CorsSettingsValidator>("Cors");
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>(static (cors, settings) =>
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins(settings.Value.Origins)
                .AllowAnyHeader()
                .AllowAnyMethod()
                .WithExposedHeaders("Server-Timing", "Retry-After", "traceparent")));
        return services;
    }

    /// <summary>
    /// Applies the policy. Where any origin may call, every answer says so, also to a caller that names no origin: a cache may keep one answer for all.
    /// </summary>
    internal static IApplicationBuilder UseCorsPolicy(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SettingsSection<CorsSettings>>().Read().Origins.Contains("*"))
        {
            app.Use(static (context, next) =>
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                return next(context);
            });
        }

        return app.UseCors();
    }
}
