using System.Collections.Immutable;
using System.Text.Json;

namespace ModelTool.Evaluation;

/// <summary>The ground truth of a COCO data set: pictures, boxes and categories. Immutable.</summary>
public sealed class CocoAnnotations
{
    /// <summary>Takes the ground truth from its parts, for example from part of another's pictures.</summary>
    /// <param name="images">The pictures to evaluate on.</param>
    /// <param name="boxes">The boxes, in the order of the file. Those of other pictures or categories are not evaluated.</param>
    /// <param name="categories">The categories, in any order.</param>
    /// <exception cref="ArgumentException">Two pictures or two categories have the same id.</exception>
    public CocoAnnotations(IEnumerable<CocoImage> images, IEnumerable<CocoBox> boxes, IEnumerable<CocoCategory> categories)
    {
        Images = [.. images];
        Boxes = [.. boxes];
        Categories = [.. categories.OrderBy(category => category.Id)];

        // Either would count boxes twice.
        if (Images.DistinctBy(image => image.Id).Count() != Images.Length)
        {
            throw new ArgumentException("Two images have the same id.", nameof(images));
        }

        if (Categories.DistinctBy(category => category.Id).Count() != Categories.Length)
        {
            throw new ArgumentException("Two categories have the same id.", nameof(categories));
        }
    }

    /// <summary>The pictures, in the order of the file.</summary>
    public ImmutableArray<CocoImage> Images { get; }

    /// <summary>The ground truth boxes, in the order of the file.</summary>
    public ImmutableArray<CocoBox> Boxes { get; }

    /// <summary>The categories in ascending order of id, so that a position here is a model's class index.</summary>
    public ImmutableArray<CocoCategory> Categories { get; }

    /// <summary>Reads a COCO instances file such as <c>instances_val2017.json</c>.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The ground truth.</returns>
    /// <exception cref="InvalidDataException">The file is not JSON, or not a COCO instances file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static CocoAnnotations Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            CocoFile file = JsonSerializer.Deserialize(stream, CocoFileContext.Default.CocoFile)
                ?? throw new InvalidDataException("It holds only null.");
            return new CocoAnnotations(file.Images, file.Annotations.Select(annotation => annotation.ToBox()), file.Categories);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' is not a COCO instances file: {exception.Message}", exception);
        }
    }

    /// <summary>The category id of a model's class. COCO's ids have holes, a model's class indexes have none.</summary>
    /// <param name="classIndex">The class index: 0 for the category with the lowest id. 0 to 79 with all of COCO's categories.</param>
    /// <returns>The category's id, 1 to 90 in COCO.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int CategoryIdOf(int classIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(classIndex, Categories.Length);
        return Categories[classIndex].Id;
    }
}
