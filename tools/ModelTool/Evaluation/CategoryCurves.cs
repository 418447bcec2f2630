namespace ModelTool.Evaluation;

/// <summary>
/// The curves of one category that the figures of the COCO detection evaluation are made of, each null where there was nothing to find.
/// </summary>
internal sealed class CategoryCurves
{
    /// <summary>Matches and accumulates one category.</summary>
    /// <param name="categoryId">The category's id.</param>
    /// <param name="images">Its boxes in each picture, in ascending order of the pictures' ids.</param>
    public CategoryCurves(int categoryId, IReadOnlyList<BoxesInImage> images)
    {
        CategoryId = categoryId;

        // The caps keep the first detections of a ranking and a match depends only on those before it, so one matching does for all.
        IReadOnlyList<ImageMatches> all = Match(images, AreaRange.All);
        All = PrecisionRecall.Of(all, BoxesInImage.MaxDetections);
        Top10 = PrecisionRecall.Of(all, 10);
        Top1 = PrecisionRecall.Of(all, 1);

        Small = PrecisionRecall.Of(Match(images, AreaRange.Small), BoxesInImage.MaxDetections);
        Medium = PrecisionRecall.Of(Match(images, AreaRange.Medium), BoxesInImage.MaxDetections);
        Large = PrecisionRecall.Of(Match(images, AreaRange.Large), BoxesInImage.MaxDetections);
    }

    /// <summary>The category's id.</summary>
    public int CategoryId { get; }

    /// <summary>Objects of every size, at most 100 detections a picture.</summary>
    public PrecisionRecall? All { get; }

    /// <summary>Objects of every size, at most 10 detections a picture.</summary>
    public PrecisionRecall? Top10 { get; }

    /// <summary>Objects of every size, 1 detection a picture.</summary>
    public PrecisionRecall? Top1 { get; }

    /// <summary>Small objects, at most 100 detections a picture.</summary>
    public PrecisionRecall? Small { get; }

    /// <summary>Medium objects, at most 100 detections a picture.</summary>
    public PrecisionRecall? Medium { get; }

    /// <summary>Large objects, at most 100 detections a picture.</summary>
    public PrecisionRecall? Large { get; }

    private static ImageMatches[] Match(IReadOnlyList<BoxesInImage> images, AreaRange area) =>
        [.. images.Select(boxes => CocoMatcher.Match(boxes, area))];
}
