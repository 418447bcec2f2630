using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>What a model got right and wrong in one picture, at an overlap of .5 and one confidence threshold.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Right">Detections that found an object.</param>
/// <param name="Wrong">Detections that found none.</param>
/// <param name="Ignored">Detections in crowd regions.</param>
/// <param name="Missed">Objects that no detection found.</param>
internal sealed record PictureOutcome(
    CocoImage Image,
    ImmutableArray<CocoDetection> Right,
    ImmutableArray<CocoDetection> Wrong,
    ImmutableArray<CocoDetection> Ignored,
    ImmutableArray<CocoBox> Missed)
{
    /// <summary>How many boxes are wrong and how many objects missed.</summary>
    public int Mistakes => Wrong.Length + Missed.Length;

    /// <summary>All detections above the threshold.</summary>
    public IEnumerable<CocoDetection> Detections => [.. Right, .. Wrong, .. Ignored];
}
