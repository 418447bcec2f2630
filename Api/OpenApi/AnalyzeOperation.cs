using System.Text.Json.Nodes;
using Detection;
using Detection.Imaging;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Api.OpenApi;

/// <summary>Describes what POST /analyze takes and gives: three forms of body, the options, examples. The code reads bodies from the wire itself.</summary>
internal sealed class AnalyzeOperation : IOperationFilter
{
    // A picture of one grey pixel: short enough to read, and it can be sent as it stands.
    private const string OnePixelPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGMoAgAAdABznPQ6lgAAAABJRU5ErkJggg==";

    private const string ResponseExample = """
        {
          "image_name": "dog.jpg",
          "image_dimensions": { "width": 768, "height": 576 },
          "detections": [
            {
              "class_name": "dog",
              "class_id": 16,
              "confidence": 0.913,
              "box_2d": { "x_min": 133, "y_min": 218, "x_max": 311, "y_max": 541 },
              "normalized_box": { "x_center": 0.2891, "y_center": 0.6589, "width": 0.2318, "height": 0.5608 }
            }
          ],
          "detection_count": 1
        }
        """;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != "Analyze")
        {
            return;
        }

        OpenApiSchema picture = new() { Type = JsonSchemaType.String, Format = "binary", Description = "The picture's bytes." };
        Dictionary<string, IOpenApiSchema> options = Options();
        operation.Parameters = [.. options.Select(option => new OpenApiParameter
        {
            Name = option.Key,
            In = ParameterLocation.Query,
            Description = option.Value.Description,
            Schema = option.Value,
        })];
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The picture, in one of three forms. In a multipart form the options may be form fields too.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["multipart/form-data"] = new OpenApiMediaType
                {
                    // Only the picture: Swagger UI fills every further field with a value that it makes up.
                    Schema = Form("image", picture, []),
                },
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = Form("image_data", new OpenApiSchema { Type = JsonSchemaType.String, Description = "The picture in base64, bare or as a data: URI." }, options),
                    Example = new JsonObject { ["image_data"] = OnePixelPng, ["image_name"] = "pixel.png", ["confidence"] = 0.4 },
                },
                ["image/*"] = new OpenApiMediaType { Schema = picture },
                ["application/octet-stream"] = new OpenApiMediaType { Schema = picture },
            },
        };

        if (operation.Responses?.TryGetValue("200", out IOpenApiResponse? ok) == true && ok is OpenApiResponse response)
        {
            response.Description = "What was found. No objects is an answer too: an empty list. Or, where Accept asks for it, the picture with it drawn on.";
            if (response.Content?.TryGetValue("application/json", out IOpenApiMediaType? json) == true && json is OpenApiMediaType media)
            {
                media.Example = JsonNode.Parse(ResponseExample);
            }

            foreach (PictureFormat format in PictureFormat.Writable)
            {
                response.Content?[format.MediaType] = new OpenApiMediaType { Schema = picture };
            }

            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Server-Timing"] = new OpenApiHeader
                {
                    Description = "What each stage took, in milliseconds: queue, decode, letterbox, inference, head, annotate (where the picture was drawn on), total.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            };
        }
    }

    /// <summary>The options of an analysis.</summary>
    internal static Dictionary<string, IOpenApiSchema> Options() => new()
    {
        ["confidence"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Number,
            Minimum = "0",
            Maximum = "1",
            Description = "Only objects with a score above it. Default: the settings', else the model's recommendation, else 0.5.",
        },
        ["iou"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Number,
            Minimum = "0",
            Maximum = "1",
            Description = "Boxes of a class that overlap more than this are one object. Default: the settings', else the model's recommendation, else 0.45.",
        },
        ["max_detections"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{DetectionOptions.MaxDetectionsLimit}",
            Description = "Most detections, best first. Default: the settings', which is 300.",
        },
        ["classes"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "Only these classes, by name or id, separated by commas, such as dog,cat. In JSON a list is taken too. Default: all.",
        },
        ["agnostic_nms"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean,
            Description = "Whether boxes of different classes suppress one another too. Default: false.",
        },
        ["tiles"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Pattern = "^(auto|none|[1-9][0-9]?x[1-9][0-9]?)$",
            Description = "Cuts the picture into overlapping tiles, rows x columns such as 2x3 or as many as its size asks for (auto), and analyses them beside the "
                + "whole: finds smaller objects, takes a run of the model for each tile. Default: none.",
        },
        ["image_name"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Name to answer with. Default: the file's name, else image.jpg." },
    };

    /// <summary>An object with a picture and options.</summary>
    internal static OpenApiSchema Form(string pictureName, IOpenApiSchema picture, Dictionary<string, IOpenApiSchema> options) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(options.Prepend(KeyValuePair.Create(pictureName, picture))),
        Required = new HashSet<string> { pictureName },
    };
}
