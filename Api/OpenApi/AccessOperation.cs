using Api.Access;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>
/// Describes API keys. The document is the same whether or not the settings have any, so a key is what may be sent: none, in the header of its own, or
/// as a bearer token.
/// </summary>
internal sealed class AccessOperation : IOperationFilter
{
    /// <summary>Adds the schemes that the operations refer to.</summary>
    internal static void AddSchemes(SwaggerGenOptions swagger)
    {
        swagger.AddSecurityDefinition(ApiKeyHandler.SchemeName, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = PresentedKeys.HeaderName,
            Description = "An API key, where the service is set up with keys.",
        });
        swagger.AddSecurityDefinition(PresentedKeys.BearerScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The same key as a bearer token.",
        });
    }

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Security =
        [
            [],
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyHandler.SchemeName, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(PresentedKeys.BearerScheme, context.Document)] = [] },
        ];
    }
}
