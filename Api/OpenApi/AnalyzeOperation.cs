using System.Globalization;
using System.Text.Json.Nodes;
using Api.Problems;
using Detection;
using Detection.Imaging;
using Microsoft.AspNetCore.WebUtilities;
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

    private static readonly Dictionary<string, string> ErrorSentences = new()
    {
        ["400"] = "image_data is not valid base64.",
        ["413"] = "The picture has 60000 x 900 pixels; at most 50000000 in all and 32768 a side are taken.",
        ["415"] = $"SVG is not supported; send a {PictureFormat.Names} picture.",
        ["422"] = $"The picture is damaged: it begins as {PictureFormat.Jpeg} but cannot be decoded.",
        ["429"] = "The service is at its limit: as many pictures are waiting as it takes. Try again later.",
        ["500"] = "The service failed on this request; the fault is ours and has been logged.",
        ["503"] = "The model is not loaded yet.",
        ["504"] = "The request took longer than it may.",
    };

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
                    // Only the picture: a page made of this fills every further field with a value of its own invention.
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

        Example(operation, "200", "application/json", ResponseExample);
        Describe(operation, "200", "What was found. No objects is an answer too: an empty list. Or, where Accept asks for it, the picture with it drawn on.");
        foreach ((string status, string sentence) in ErrorSentences)
        {
            Example(operation, status, ProblemResponse.ContentType, ErrorExample(status, sentence));
        }

        Describe(operation, "400", "Something the caller can mend: no picture, bad base64 or JSON, no picture in the data, an option out of range, a class the model does not know.");
        Describe(operation, "413", "The request, or the picture by its header, is larger than the service takes.");
        Describe(operation, "415", "The request's media type, or the picture's format, is not supported.");
        Describe(operation, "422", "The picture begins well but is damaged, or takes too long to decode.");
        Describe(operation, "429", "The service has as much to do as it takes, or the caller has made as many requests as it may; try again after the seconds in Retry-After.");
        Describe(operation, "500", "A fault of the service.");
        Describe(operation, "503", "There is no model yet, or the service is stopping; try again after the seconds in Retry-After.");
        Describe(operation, "504", "The request took longer than it may.");
        if (operation.Responses?.TryGetValue("200", out IOpenApiResponse? ok) == true && ok is OpenApiResponse response)
        {
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

    /// <summary>An error as it is sent, for a status and a sentence.</summary>
    internal static string ErrorExample(string status, string sentence) => new JsonObject
    {
        ["type"] = $"https://httpwg.org/specs/rfc9110.html#status.{status}",
        ["title"] = ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture)),
        ["status"] = int.Parse(status, CultureInfo.InvariantCulture),
        ["detail"] = sentence,
        ["error"] = sentence,
        ["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }.ToJsonString();

    private static void Describe(OpenApiOperation operation, string status, string description)
    {
        if (operation.Responses?.TryGetValue(status, out IOpenApiResponse? response) == true)
        {
            response.Description = description;
        }
    }

    private static void Example(OpenApiOperation operation, string status, string mediaType, string json)
    {
        if (operation.Responses?.TryGetValue(status, out IOpenApiResponse? response) == true
            && response.Content?.TryGetValue(mediaType, out IOpenApiMediaType? content) == true
            && content is OpenApiMediaType media)
        {
            media.Example = JsonNode.Parse(json);
        }
    }
}
