using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>Says that answers may get further members: a client made from the document must not refuse them.</summary>
internal sealed class OpenResponses : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Type: JsonSchemaType.Object } concrete)
        {
            concrete.AdditionalPropertiesAllowed = true;
        }
    }
}
