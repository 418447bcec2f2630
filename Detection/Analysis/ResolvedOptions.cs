using System.Globalization;
using Detection.Models;
using Detection.Tiling;

namespace Detection.Analysis;

/// <summary>The options of one call, all decided, for one model.</summary>
internal readonly record struct ResolvedOptions
{
    private const float DefaultConfidence = 0.5f;
    private const float DefaultIou = 0.45f;

    // For each class id whether it is wanted; null for all.
    private readonly bool[]? _classes;

    /// <summary>Decides the options of a call: what the call says, else the detector's options, else the model's recommendation, else the default.</summary>
    /// <param name="call">What the call says; null for nothing.</param>
    /// <param name="detector">The detector's options.</param>
    /// <param name="model">The model that the call runs on.</param>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class that the model does not have.</exception>
    internal ResolvedOptions(DetectionOptions? call, DetectorOptions detector, ModelDescription model)
    {
        Model = model;
        Confidence = call?.Confidence ?? ConfidenceOf(detector, model);
        Iou = call?.Iou ?? IouOf(detector, model);
        MaxDetections = call?.MaxDetections ?? detector.MaxDetections;
        AgnosticNms = call?.AgnosticNms ?? false;
        MultiLabel = call?.MultiLabel ?? false;
        Tiles = call?.Tiles;
        RequireRange(Confidence is >= 0 and <= 1, "confidence", "0 to 1");
        RequireRange(Iou is >= 0 and <= 1, "iou", "0 to 1");
        RequireRange(MaxDetections is >= 1 and <= DetectionOptions.MaxDetectionsLimit, "max_detections", "1 to 1000");
        if (Tiles is { IsAuto: false } tiles && (tiles is not { Rows: > 0, Columns: > 0 } || tiles.Count > detector.MaxTiles))
        {
            RequireRange(false, "tiles", string.Create(CultureInfo.InvariantCulture, $"auto, or rows x columns of at most {detector.MaxTiles} tiles"));
        }

        _classes = call?.Classes is { Count: > 0 } wanted ? ResolveClasses(wanted, model) : null;
    }

    /// <summary>The model that the classes and defaults are those of.</summary>
    internal ModelDescription Model { get; }

    /// <summary>Scores must be above it, 0 to 1.</summary>
    internal float Confidence { get; }

    /// <summary>Boxes whose intersection over union is above it are one object, 0 to 1.</summary>
    internal float Iou { get; }

    /// <summary>Whether boxes of different classes suppress one another too.</summary>
    internal bool AgnosticNms { get; }

    /// <summary>Whether a box is reported under every class above the threshold rather than its best one.</summary>
    internal bool MultiLabel { get; }

    /// <summary>Most detections, 1 to 1000.</summary>
    internal int MaxDetections { get; }

    /// <summary>How the picture is cut into tiles; null for not at all.</summary>
    internal TileGrid? Tiles { get; }

    /// <summary>The confidence threshold of a call that names none.</summary>
    internal static float ConfidenceOf(DetectorOptions detector, ModelDescription model) =>
        detector.ConfidenceThreshold ?? model.RecommendedConfidence ?? DefaultConfidence;

    /// <summary>The IoU threshold of a call that names none.</summary>
    internal static float IouOf(DetectorOptions detector, ModelDescription model) =>
        detector.IouThreshold ?? model.RecommendedIou ?? DefaultIou;

    /// <summary>Whether objects of a class are wanted.</summary>
    internal bool Wants(int classId) => _classes is null || _classes[classId];

    private static bool[] ResolveClasses(IReadOnlyList<string> wanted, ModelDescription model)
    {
        bool[] classes = new bool[model.Labels.Count];
        foreach (string nameOrId in wanted)
        {
            int classId = model.FindClass(nameOrId);
            classes[classId >= 0 ? classId : throw new DetectionOptionException("classes", $"The model knows no class '{nameOrId}'.")] = true;
        }

        return classes;
    }

    private static void RequireRange(bool holds, string option, string range)
    {
        if (!holds)
        {
            throw new DetectionOptionException(option, $"{option} must be {range}.");
        }
    }
}
