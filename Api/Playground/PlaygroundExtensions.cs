using Api.Lambda;
using Api.OpenApi;
using Api.Settings;

namespace Api.Playground;

/// <summary>The page at the root to try the service on. It is a client like any other: what it needs goes over the public endpoints.</summary>
internal static class PlaygroundExtensions
{
    // What comes with it, and the pictures it has just been given.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the settings of the page.</summary>
    internal static IServiceCollection AddPlayground(this IServiceCollection services) =>
        services.AddSettings<PlaygroundOptions, PlaygroundOptionsValidator>("Playground");

    /// <summary>Maps the page and its files, where it is enabled. It needs no key: what it calls does.</summary>
    internal static WebApplication MapPlayground(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<SettingsSection<PlaygroundOptions>>().Read().Enabled)
        {
            return app;
        }

        bool hasReference = SwaggerOptions.IsSupported
            && SwaggerOptions.IsEnabled(app.Configuration, app.Services.GetService<LambdaEnvironment>() is not null);

        // A page is a dozen requests and costs next to nothing: it must not use up what a caller may ask for.
        RouteGroupBuilder group = app.MapGroup("/").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        foreach (PlaygroundFile file in PlaygroundFile.All(hasReference))
        {
            group.MapMethods(file.Path, Methods, context => SendAsync(context, file));
        }

        return app;
    }

    private static Task SendAsync(HttpContext context, PlaygroundFile file)
    {
        // Kept, but asked about each time: after an update nobody has half of the old page.
        context.Response.Headers.CacheControl = "no-cache";
        if (file.IsPage)
        {
            // Also where the answer is only that nothing has changed: browsers take over its headers.
            context.Response.Headers.ContentSecurityPolicy = Policy;
        }

        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: file.Tag).ExecuteAsync(context);
    }
}
