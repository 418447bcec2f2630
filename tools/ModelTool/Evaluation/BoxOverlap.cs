namespace ModelTool.Evaluation;

/// <summary>How far a detection and a ground truth box overlap, as the COCO detection evaluation measures it.</summary>
internal static class BoxOverlap
{
    /// <summary>
    /// Intersection over union, 0 to 1. For a crowd region it is intersection over the detection's own area: one object of a crowd is
    /// far smaller than the region, and is in it all the same.
    /// </summary>
    public static double Of(in CocoDetection detection, CocoBox truth)
    {
        double width = Shared(detection.X, detection.Width, truth.X, truth.Width);
        double height = Shared(detection.Y, detection.Height, truth.Y, truth.Height);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        double intersection = width * height;

        // The box's area, not the annotated one: that is the outline's, and only sorts objects by size.
        double union = truth.IsCrowd ? detection.Area : detection.Area + (truth.Width * truth.Height) - intersection;
        return intersection / union;
    }

    // The length that two stretches of an axis share; negative where they are apart.
    private static double Shared(double start, double length, double otherStart, double otherLength) =>
        Math.Min(start + length, otherStart + otherLength) - Math.Max(start, otherStart);
}
