using Api.Headers;

namespace Api.OpenApi;

/// <summary>The headers of the Swagger UI's page, where they differ from those of others.</summary>
internal sealed class SwaggerPageHeaders(RequestDelegate next)
{
    // The hash of the page's one inline style, for the colours of its logo.
    private const string LogoStyle = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    private static readonly string Policy = SecurityHeaders.PagePolicyWith($"'self' {LogoStyle}");

    /// <summary>Sets them and runs the rest of the pipeline.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.OnStarting(
            static state =>
            {
                ((HttpResponse)state).Headers.Remove("x-swagger-ui-version");
                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }
}
