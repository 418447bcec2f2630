namespace ModelTool.Evaluation;

/// <summary>What a model is worth at one confidence threshold, at an overlap of .5, all categories together.</summary>
/// <param name="Confidence">The threshold, 0 to 1; scores above it count.</param>
/// <param name="Right">Detections that found an object.</param>
/// <param name="Wrong">Detections that found none. Those in crowd regions are neither right nor wrong.</param>
/// <param name="Missed">Objects that no detection found.</param>
internal readonly record struct OperatingPoint(double Confidence, int Right, int Wrong, int Missed)
{
    /// <summary>The share of the detections that is right, 0 to 1; null where there is none.</summary>
    public double? Precision => Right + Wrong == 0 ? null : (double)Right / (Right + Wrong);

    /// <summary>The share of the objects that was found, 0 to 1; null where there is none.</summary>
    public double? Recall => Right + Missed == 0 ? null : (double)Right / (Right + Missed);

    /// <summary>The harmonic mean of precision and recall, 0 to 1: 2 R / (2 R + W + M). 0 where nothing is right.</summary>
    public double F1 => Right == 0 ? 0 : 2.0 * Right / ((2.0 * Right) + Wrong + Missed);
}
