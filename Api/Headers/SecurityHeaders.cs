using Api.Settings;

namespace Api.Headers;

/// <summary>The headers that tell browsers what an answer must never do.</summary>
internal static class SecurityHeaders
{
    /// <summary>Of data: nothing in it may load or run anything, nor may it be shown in a frame.</summary>
    private const string DataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Of pages, where they set none of their own.</summary>
    private static readonly string PagePolicy = PagePolicyWith("'self'");

    /// <summary>Sets the headers on every answer, whoever gives it.</summary>
    internal static IApplicationBuilder UseSecurityHeaders(this WebApplication app)
    {
        // Any page may embed an answer that any page may read by CORS; otherwise only the service's own pages may.
        bool isForAnyOrigin = app.Services.GetRequiredService<SettingsSection<CorsSettings>>().Read().Origins.Contains("*");
        return app.Use((context, next) =>
        {
            Set(context.Response.Headers);
            if (isForAnyOrigin)
            {
                context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            }

            context.Response.OnStarting(Adapt, context.Response);
            return next(context);
        });
    }

    /// <summary>The policy of a page: it loads its own files, and pictures from data: and blob: addresses.</summary>
    /// <param name="styles">Where its styles come from, and the hashes of those that stand in it.</param>
    internal static string PagePolicyWith(string styles) =>
        $"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sets the headers of an answer with data.</summary>
    internal static void Set(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = DataPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // Pictures and results belong to their callers, and a cache does not know that X-Api-Key tells callers apart.
        headers.CacheControl = "no-store";
    }

    /// <summary>Gives a page without a policy of its own the policy of pages. The content type tells, when the answer starts, so that no list of paths is needed.</summary>
    private static Task Adapt(object state)
    {
        HttpResponse response = (HttpResponse)state;
        if (response.Headers.ContentSecurityPolicy == DataPolicy
            && response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.Headers.ContentSecurityPolicy = PagePolicy;
        }

        return Task.CompletedTask;
    }
}
