using System.Text.Json.Nodes;
using Api.Batch;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>Describes what POST /analyze/batch takes and gives: two forms of body, two forms of answer. The code reads bodies from the wire itself.</summary>
internal sealed class BatchOperation : IOperationFilter
{
    private const string ItemExample = """
        {
          "index": 0, "status": 200, "image_name": "dog.jpg", "image_dimensions": { "width": 768, "height": 576 },
          "detections": [
            {
              "class_name": "dog", "class_id": 16, "confidence": 0.913,
              "box_2d": { "x_min": 133, "y_min": 218, "x_max": 311, "y_max": 541 },
              "normalized_box": { "x_center": 0.2891, "y_center": 0.6589, "width": 0.2318, "height": 0.5608 }
            }
          ],
          "detection_count": 1
        }
        """;

    private const string FailedExample = """
        { "index": 1, "status": 422, "image_name": "half.jpg", "error": "The picture is damaged: it begins as JPEG but cannot be decoded." }
        """;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != "AnalyzeBatch")
        {
            return;
        }

        Dictionary<string, IOpenApiSchema> options = AnalyzeOperation.Options();
        operation.Parameters = [.. options.Where(static option => option.Key != "image_name").Select(static option => new OpenApiParameter
        {
            Name = option.Key,
            In = ParameterLocation.Query,
            Description = option.Value.Description,
            Schema = option.Value,
        })];
        OpenApiSchema picture = new() { Type = JsonSchemaType.String, Format = "binary", Description = "A picture's bytes." };
        OpenApiSchema text = new() { Type = JsonSchemaType.String, Description = "The picture in base64, bare or as a data: URI." };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The pictures, in one of two forms. In a multipart form every file is a picture, whatever its field, and the options may be form fields too.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["multipart/form-data"] = new OpenApiMediaType
                {
                    Schema = AnalyzeOperation.Form("images", new OpenApiSchema { Type = JsonSchemaType.Array, Items = picture }, []),
                },
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = AnalyzeOperation.Form("image_data", text, options) },
                },
            },
        };

        if (operation.Responses?.TryGetValue("200", out IOpenApiResponse? ok) == true && ok is OpenApiResponse response)
        {
            response.Description = "The result of each picture, in their order.";
            JsonNode item = JsonNode.Parse(ItemExample)!, failed = JsonNode.Parse(FailedExample)!;
            if (response.Content?.TryGetValue("application/json", out IOpenApiMediaType? json) == true && json is OpenApiMediaType media)
            {
                media.Example = new JsonObject { ["results"] = new JsonArray(item.DeepClone(), failed), ["count"] = 2, ["failed"] = 1 };
            }

            response.Content?[BatchEndpoint.Lines] = new OpenApiMediaType
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(BatchItem), context.SchemaRepository),
                Example = item,
            };
        }
    }
}
