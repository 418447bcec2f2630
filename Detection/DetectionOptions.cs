using Detection.Tiling;

namespace Detection;

/// <summary>Options of one call. A member that is null leaves the detector's setting.</summary>
public sealed record DetectionOptions
{
    /// <summary>The largest value of <see cref="MaxDetections"/>.</summary>
    public const int MaxDetectionsLimit = 1000;

    /// <summary>Scores must be above it, 0 to 1.</summary>
    public float? Confidence { get; init; }

    /// <summary>Boxes of a class whose intersection over union is above it are one object, 0 to 1.</summary>
    public float? Iou { get; init; }

    /// <summary>Most detections, 1 to 1000.</summary>
    public int? MaxDetections { get; init; }

    /// <summary>Only these classes are reported, by name or by id in digits; null or empty for all.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Whether boxes of different classes suppress one another too. Default false.</summary>
    public bool? AgnosticNms { get; init; }

    /// <summary>Whether a box may be reported under every class above the threshold, as validators do to measure accuracy. Default false.</summary>
    public bool MultiLabel { get; init; }

    /// <summary>How the picture is cut into tiles that are analysed in addition to the whole picture, to find small objects; null for no tiles.</summary>
    public TileGrid? Tiles { get; init; }

    /// <summary>Whether the call only warms up the code it runs: no metric counts it, and it makes no spans. Default false.</summary>
    public bool IsWarmUp { get; init; }
}

/// <summary>An option of a call that the model or the ranges do not allow. The message is a sentence for the caller.</summary>
public sealed class DetectionOptionException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="option">Name of the option, in snake_case as callers over HTTP know it.</param>
    /// <param name="message">The sentence.</param>
    public DetectionOptionException(string option, string message)
        : base(message) => Option = option;

    /// <summary>Name of the option.</summary>
    public string Option { get; }
}
