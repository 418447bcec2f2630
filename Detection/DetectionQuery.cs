using System.Globalization;
using Detection.Heads;
using Detection.Models;
using Detection.Tiling;

namespace Detection;

/// <summary>A call's options with everything decided, for one model.</summary>
/// <param name="Model">The model that the classes are those of.</param>
/// <param name="Head">What the head is asked for.</param>
/// <param name="Iou">The IoU threshold.</param>
/// <param name="AgnosticNms">Whether classes suppress one another.</param>
/// <param name="MaxDetections">Most detections.</param>
/// <param name="Tiles">How the picture is cut into tiles; null for not at all.</param>
internal readonly record struct DetectionQuery(ModelDescription Model, HeadQuery Head, float Iou, bool AgnosticNms, int MaxDetections, TileGrid? Tiles)
{
    private const float DefaultConfidence = 0.5f;
    private const float DefaultIou = 0.45f;

    /// <summary>Decides the options of a call: what it says, else the detector's options, else the model's recommendation, else the default.</summary>
    /// <exception cref="DetectionOptionException">An option is out of range, or names a class the model does not know.</exception>
    internal static DetectionQuery Resolve(DetectionOptions? call, DetectorOptions detector, ModelDescription model)
    {
        float confidence = call?.Confidence ?? ConfidenceOf(detector, model);
        float iou = call?.Iou ?? IouOf(detector, model);
        int maxDetections = call?.MaxDetections ?? detector.MaxDetections;
        RequireRange(confidence is >= 0 and <= 1, "confidence", "0 to 1");
        RequireRange(iou is >= 0 and <= 1, "iou", "0 to 1");
        RequireRange(maxDetections is >= 1 and <= DetectionOptions.MaxDetectionsLimit, "max_detections", "1 to 1000");
        RequireRange(
            call?.Tiles is not { IsAuto: false } tiles || (tiles is { Rows: > 0, Columns: > 0 } && tiles.Count <= detector.MaxTiles),
            "tiles", string.Create(CultureInfo.InvariantCulture, $"auto, or rows x columns of at most {detector.MaxTiles} tiles"));
        bool[]? classes = call?.Classes is { Count: > 0 } wanted ? ResolveClasses(wanted, model) : null;
        return new DetectionQuery(
            model, new HeadQuery(confidence, classes, call?.MultiLabel ?? false), iou, call?.AgnosticNms ?? false, maxDetections, call?.Tiles);
    }

    /// <summary>The confidence threshold of a call that names none.</summary>
    internal static float ConfidenceOf(DetectorOptions detector, ModelDescription model) =>
        detector.ConfidenceThreshold ?? model.RecommendedConfidence ?? DefaultConfidence;

    /// <summary>The IoU threshold of a call that names none.</summary>
    internal static float IouOf(DetectorOptions detector, ModelDescription model) =>
        detector.IouThreshold ?? model.RecommendedIou ?? DefaultIou;

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
