namespace ModelTool.Evaluation;

/// <summary>A ground truth box: one annotated object, or one region full of objects that were not told apart.</summary>
/// <param name="Id">The annotation's id.</param>
/// <param name="ImageId">The id of the <see cref="CocoImage"/> it lies in.</param>
/// <param name="CategoryId">The id of its <see cref="CocoCategory"/>.</param>
/// <param name="X">Left edge, in pixels of the picture.</param>
/// <param name="Y">Top edge, in pixels of the picture.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Area">The object's own area in square pixels: that of its outline, so at most the box's and often less.</param>
/// <param name="IsCrowd">Whether this is a region of many objects. Detections in it are neither right nor wrong.</param>
public sealed record CocoBox(
    long Id,
    long ImageId,
    int CategoryId,
    double X,
    double Y,
    double Width,
    double Height,
    double Area,
    bool IsCrowd);
