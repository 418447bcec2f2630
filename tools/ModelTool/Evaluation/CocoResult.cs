using System.Collections.Immutable;

namespace ModelTool.Evaluation;

/// <summary>
/// The twelve figures of the COCO detection evaluation. Each is a mean over the categories that have ground truth, from 0 to 1, or
/// <see cref="NoTruth"/> where none has. At most 100 detections of each category count in a picture unless a figure says otherwise.
/// </summary>
public sealed record CocoResult
{
    /// <summary>What stands for a figure that has no meaning because there was nothing to find.</summary>
    public const double NoTruth = -1;

    /// <summary>Average precision, the mean over the overlap thresholds .5 to .95 in steps of .05: COCO's first figure.</summary>
    public required double Ap { get; init; }

    /// <summary>Average precision at an overlap of .5.</summary>
    public required double Ap50 { get; init; }

    /// <summary>Average precision at an overlap of .75.</summary>
    public required double Ap75 { get; init; }

    /// <summary>Average precision on objects of up to 32 x 32 square pixels.</summary>
    public required double ApSmall { get; init; }

    /// <summary>Average precision on objects of 32 x 32 to 96 x 96 square pixels.</summary>
    public required double ApMedium { get; init; }

    /// <summary>Average precision on objects of 96 x 96 square pixels and more.</summary>
    public required double ApLarge { get; init; }

    /// <summary>Average recall with 1 detection of each category in a picture.</summary>
    public required double Ar1 { get; init; }

    /// <summary>Average recall with at most 10 detections of each category in a picture.</summary>
    public required double Ar10 { get; init; }

    /// <summary>Average recall with at most 100 detections of each category in a picture.</summary>
    public required double Ar100 { get; init; }

    /// <summary>Average recall on objects of up to 32 x 32 square pixels.</summary>
    public required double ArSmall { get; init; }

    /// <summary>Average recall on objects of 32 x 32 to 96 x 96 square pixels.</summary>
    public required double ArMedium { get; init; }

    /// <summary>Average recall on objects of 96 x 96 square pixels and more.</summary>
    public required double ArLarge { get; init; }

    /// <summary><see cref="Ap"/> of each category, by category id; <see cref="NoTruth"/> for one without ground truth.</summary>
    public required ImmutableSortedDictionary<int, double> ApByCategory { get; init; }

    /// <summary><see cref="Ap50"/> of each category, by category id; <see cref="NoTruth"/> for one without ground truth.</summary>
    public required ImmutableSortedDictionary<int, double> Ap50ByCategory { get; init; }
}
