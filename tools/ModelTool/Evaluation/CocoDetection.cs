namespace ModelTool.Evaluation;

/// <summary>An object as a model reports it, in the ids of the data set.</summary>
/// <param name="ImageId">The id of the <see cref="CocoImage"/> it was found in.</param>
/// <param name="CategoryId">The id of its <see cref="CocoCategory"/>; see <see cref="CocoAnnotations.CategoryIdOf"/>.</param>
/// <param name="X">Left edge, in pixels of the picture.</param>
/// <param name="Y">Top edge, in pixels of the picture.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Score">How sure the model is. Only the order matters, so any finite scale will do.</param>
public readonly record struct CocoDetection(
    long ImageId,
    int CategoryId,
    double X,
    double Y,
    double Width,
    double Height,
    double Score)
{
    /// <summary>The box's area in square pixels, which decides the area range of a detection that matched nothing.</summary>
    public double Area => Width * Height;

    /// <summary>Whether every number can be compared and ranked: none is infinite or NaN.</summary>
    internal bool IsFinite =>
        double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Width) && double.IsFinite(Height) && double.IsFinite(Score);
}
