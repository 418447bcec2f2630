namespace Detection.Tests;

/// <summary>Comparing boxes.</summary>
internal static class Boxes
{
    /// <summary>Intersection over union.</summary>
    internal static float Iou(BoundingBox a, BoundingBox b)
    {
        float width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left));
        float height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        float intersection = width * height;
        return intersection / ((a.Width * a.Height) + (b.Width * b.Height) - intersection);
    }

    /// <summary>The largest distance between the same edges of two boxes, in pixels.</summary>
    internal static float LargestEdgeDistance(BoundingBox a, BoundingBox b) => new[]
    {
        MathF.Abs(a.Left - b.Left), MathF.Abs(a.Top - b.Top), MathF.Abs(a.Right - b.Right), MathF.Abs(a.Bottom - b.Bottom),
    }.Max();
}
