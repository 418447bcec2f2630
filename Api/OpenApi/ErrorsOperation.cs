using System.Globalization;
using System.Text.Json.Nodes;
using Api.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>Describes the errors that endpoints name, in the words of <see cref="EndpointError"/>; 401 wherever a key may be needed.</summary>
internal sealed class ErrorsOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        IList<object> metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (EndpointError error in metadata.OfType<EndpointError>())
        {
            if (operation.Responses?.TryGetValue(Text(error.Status), out IOpenApiResponse? response) == true)
            {
                Describe(response, error);
            }
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            (operation.Responses ??= [])[Text(EndpointError.Unauthorized.Status)] = Unauthorized(context);
        }
    }

    private static void Describe(IOpenApiResponse response, EndpointError error)
    {
        response.Description = error.Meaning;
        if (response.Content?.TryGetValue(ProblemResponse.ContentType, out IOpenApiMediaType? content) == true && content is OpenApiMediaType media)
        {
            media.Example = Example(error);
        }
    }

    private static OpenApiResponse Unauthorized(OperationFilterContext context)
    {
        OpenApiResponse response = new()
        {
            Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["WWW-Authenticate"] = new OpenApiHeader { Description = "The scheme to authenticate by: Bearer.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [ProblemResponse.ContentType] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemResponse), context.SchemaRepository) },
            },
        };
        Describe(response, EndpointError.Unauthorized);
        return response;
    }

    private static JsonObject Example(EndpointError error) => new()
    {
        ["type"] = $"https://httpwg.org/specs/rfc9110.html#status.{Text(error.Status)}",
        ["title"] = ReasonPhrases.GetReasonPhrase(error.Status),
        ["status"] = error.Status,
        ["detail"] = error.Sentence,
        ["error"] = error.Sentence,
        ["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
