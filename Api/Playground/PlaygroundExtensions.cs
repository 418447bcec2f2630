using Api.Lambda;
using Api.OpenApi;
using Api.Settings;

namespace Api.Playground;

/// <summary>The playground: the page at the root to try the service on. It calls the public endpoints only, as any client does.</summary>
internal static class PlaygroundExtensions
{
    // What comes with it, and the pictures it has just been given.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the settings of the playground.</summary>
    internal static IServiceCollection AddPlayground(this IServiceCollection services) =>
        services.AddSettings<PlaygroundOptions>("Playground");

    /// <summary>Maps the playground and its files, where it is enabled. It needs no key: what it calls does.</summary>
    internal static WebApplication MapPlayground(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<SettingsSection<PlaygroundOptions>>().Read().Enabled)
        {
            return app;
        }

        bool hasReference = SwaggerOptions.IsSupported
            && SwaggerOptions.IsEnabled(app.Configuration, app.Services.GetService<LambdaEnvironment>() is not null);

        // Opening the playground takes a dozen cheap requests, which must not count against a caller's limit.
        RouteGroupBuilder group = app.MapGroup("/").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        foreach (PlaygroundFile file in PlaygroundFile.All(hasReference))
        {
            group.MapMethods(file.Path, Methods, context => SendAsync(context, file));
        }

        return app;
    }

    private static Task SendAsync(HttpContext context, PlaygroundFile file)
    {
        // Browsers cache the files but revalidate them each time, so that an update never mixes old files with new ones.
        context.Response.Headers.CacheControl = "no-cache";
        if (file.IsIndex)
        {
            // Also where the answer is only that nothing has changed: browsers take over its headers.
            context.Response.Headers.ContentSecurityPolicy = Policy;
        }

        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: file.Tag).ExecuteAsync(context);
    }
}
