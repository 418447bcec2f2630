using System.Text.Json.Serialization;

namespace ModelTool.Evaluation;

/// <summary>The members of a COCO instances file that the evaluation reads; all others are skipped.</summary>
internal sealed record CocoFile(
    IReadOnlyList<CocoImage> Images,
    IReadOnlyList<CocoFileAnnotation> Annotations,
    IReadOnlyList<CocoCategory> Categories);

/// <summary>An annotation as the file has it.</summary>
internal sealed record CocoFileAnnotation(
    long Id,
    long ImageId,
    int CategoryId,
    IReadOnlyList<double> Bbox,
    double Area,
    [property: JsonPropertyName("iscrowd")] int IsCrowd = 0)
{
    /// <summary>The annotation with its box taken apart.</summary>
    public CocoBox ToBox() => Bbox is [var x, var y, var width, var height]
        ? new CocoBox(Id, ImageId, CategoryId, x, y, width, height, Area, IsCrowd != 0)
        : throw new InvalidDataException($"Annotation {Id} has a bbox of {Bbox.Count} numbers; x, y, width and height were expected.");
}

/// <summary>Reads <see cref="CocoFile"/>, and refuses a file that lacks one of its members instead of filling in zeros.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CocoFile))]
internal sealed partial class CocoFileContext : JsonSerializerContext;
