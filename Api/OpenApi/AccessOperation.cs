using System.Text.Json.Nodes;
using Api.Access;
using Api.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>
/// Describes API keys. The document is the same whether or not the settings have any, so a key is what may be sent: none, in the header of its own, or
/// as a bearer token.
/// </summary>
internal sealed class AccessOperation : IOperationFilter
{
    private const string Status = "401";

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
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            (operation.Responses ??= [])[Status] = Unauthorized(context);
        }
    }

    private static OpenApiResponse Unauthorized(OperationFilterContext context) => new()
    {
        Description = "The service needs an API key, and the request has none that is valid.",
        Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["WWW-Authenticate"] = new OpenApiHeader { Description = "The scheme to authenticate by: Bearer.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        },
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [ProblemResponse.ContentType] = new OpenApiMediaType
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemResponse), context.SchemaRepository),
                Example = JsonNode.Parse(AnalyzeOperation.ErrorExample(Status, "The API key is not valid.")),
            },
        },
    };
}
