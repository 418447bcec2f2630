using System.Reflection;
using Api.Lambda;
using Api.Settings;
using Microsoft.OpenApi;

namespace Api.OpenApi;

/// <summary>The OpenAPI document and the Swagger UI.</summary>
internal static class OpenApiExtensions
{
    /// <summary>
    /// Whether this process only builds the document and ends, as the build's tool does: what starts in the background then would be cut off.
    /// </summary>
    internal static bool IsGeneratingDocument { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>Adds the document's generator, where it is enabled.</summary>
    internal static IServiceCollection AddOpenApiDocument(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SwaggerOptions, SwaggerOptionsValidator>("Swagger");
        if (SwaggerOptions.IsSupported && (SwaggerOptions.IsEnabled(configuration, services.IsInLambda()) || IsGeneratingDocument))
        {
            services.AddGenerator();
        }

        return services;
    }

    private static void AddGenerator(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(static swagger =>
        {
            swagger.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Object detection",
                Version = "v1",
                Description = "Finds objects in pictures: POST a picture to /analyze, get boxes with class names and confidences.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.IncludeXmlComments(typeof(OpenApiExtensions).Assembly);
            AccessOperation.AddSchemes(swagger);
            swagger.OperationFilter<AnalyzeOperation>();
            swagger.OperationFilter<BatchOperation>();
            swagger.OperationFilter<DeepStackOperation>();
            swagger.OperationFilter<AccessOperation>();
            swagger.OperationFilter<ErrorsOperation>();
            swagger.SchemaFilter<OpenResponses>();
        });
    }

    /// <summary>Serves the document at /swagger/v1/swagger.json and the page at /swagger, where they are enabled; the root leads there unless it has a page of its own.</summary>
    internal static WebApplication UseOpenApiPages(this WebApplication app)
    {
        if (SwaggerOptions.IsSupported && SwaggerOptions.IsEnabled(app.Configuration, app.Services.GetService<LambdaEnvironment>() is not null))
        {
            app.UsePages();
        }

        return app;
    }

    private static void UsePages(this WebApplication app)
    {
        // An endpoint, not a middleware: only a request for the document pays for building the generator.
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/swagger/index.html"), static page => page.UseMiddleware<SwaggerPageHeaders>());
        app.MapSwagger().AllowAnonymous();
        app.UseSwaggerUI(static page =>
        {
            page.SwaggerEndpoint("v1/swagger.json", "Object detection");
            page.DocumentTitle = "Object detection";
            page.EnableTryItOutByDefault();
        });

        // The playground, where it is enabled, comes first.
        app.MapGet("/", static () => TypedResults.Redirect("swagger")).ExcludeFromDescription().AllowAnonymous().WithOrder(1);
    }
}
