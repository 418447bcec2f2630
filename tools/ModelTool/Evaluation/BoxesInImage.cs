namespace ModelTool.Evaluation;

/// <summary>
/// The boxes of one category in one picture, and how far they overlap: all that is the same for every area range and threshold, so
/// that it is worked out once.
/// </summary>
internal sealed class BoxesInImage
{
    /// <summary>The most detections of one category in one picture that are looked at.</summary>
    public const int MaxDetections = 100;

    private readonly double[,] _overlaps;

    /// <summary>Ranks the detections and measures the overlaps.</summary>
    /// <param name="truths">The ground truth, in the order of the file.</param>
    /// <param name="detections">The detections, in the order of the model.</param>
    public BoxesInImage(IEnumerable<CocoBox> truths, IEnumerable<CocoDetection> detections)
    {
        Truths = [.. truths];

        // OrderByDescending is stable: of equal scores the first one given ranks higher, as in the COCO detection evaluation.
        Detections = [.. detections.OrderByDescending(detection => detection.Score).Take(MaxDetections)];

        _overlaps = new double[Detections.Length, Truths.Length];
        for (var detection = 0; detection < Detections.Length; detection++)
        {
            for (var truth = 0; truth < Truths.Length; truth++)
            {
                _overlaps[detection, truth] = BoxOverlap.Of(Detections[detection], Truths[truth]);
            }
        }
    }

    /// <summary>The ground truth, in the order of the file.</summary>
    public CocoBox[] Truths { get; }

    /// <summary>The detections with the highest scores, highest first.</summary>
    public CocoDetection[] Detections { get; }

    /// <summary>Whether there is nothing to compare.</summary>
    public bool IsEmpty => Truths.Length == 0 && Detections.Length == 0;

    /// <summary>The overlap of a detection and a ground truth box, by their positions: see <see cref="BoxOverlap"/>.</summary>
    public double Overlap(int detection, int truth) => _overlaps[detection, truth];
}
