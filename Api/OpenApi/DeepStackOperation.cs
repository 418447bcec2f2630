using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>Describes what POST /v1/vision/detection takes and gives. The code reads the form from the wire itself.</summary>
internal sealed class DeepStackOperation : IOperationFilter
{
    private const string ResponseExample = """
        {
          "success": true,
          "predictions": [ { "label": "dog", "confidence": 0.9132, "y_min": 218, "x_min": 133, "y_max": 541, "x_max": 311 } ],
          "count": 1,
          "message": "Found dog",
          "duration": 0.0312,
          "code": 200,
          "command": "detect",
          "moduleId": "ObjectDetection",
          "executionProvider": "CPU",
          "inferenceMs": 27,
          "processMs": 31,
          "analysisRoundTripMs": 31
        }
        """;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != "VisionDetection")
        {
            return;
        }

        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "A form with the picture.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["multipart/form-data"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "image" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["image"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The picture's bytes." },
                            ["min_confidence"] = new OpenApiSchema
                            {
                                Type = JsonSchemaType.Number,
                                Minimum = "0",
                                Maximum = "1",
                                Description = "Only objects with a score above it. Default: 0.4.",
                            },
                            ["api_key"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "An API key, where the service is set up with keys." },
                        },
                    },
                },
            },
        };
        if (operation.Responses?.TryGetValue("200", out IOpenApiResponse? response) == true)
        {
            response.Description = "What was found. No objects is an answer too: an empty list.";
            if (response.Content?.TryGetValue("application/json", out IOpenApiMediaType? content) == true && content is OpenApiMediaType media)
            {
                media.Example = JsonNode.Parse(ResponseExample);
            }
        }
    }
}
