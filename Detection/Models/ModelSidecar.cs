using System.Text.Json;
using System.Text.Json.Serialization;
using Detection.Imaging;

namespace Detection.Models;

/// <summary>
/// The file <c>&lt;model&gt;.json</c> beside a model: says what the model's own metadata does not, and overrides it. Every member is optional; an unknown
/// one is refused, so that a typing error does not go unnoticed.
/// </summary>
internal sealed record ModelSidecar
{
    /// <summary>Name to show. Default: the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Version to show.</summary>
    public string? Version { get; init; }

    /// <summary>Family, which decides how the output is read.</summary>
    public ModelFamily? Family { get; init; }

    /// <summary>The class names, by class id.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Width and height of the input in pixels, for a model with dynamic axes.</summary>
    public IReadOnlyList<int>? InputSize { get; init; }

    /// <summary>Order of the colour planes.</summary>
    public ChannelOrder? Channels { get; init; }

    /// <summary>Factor on the bytes.</summary>
    public float? Scale { get; init; }

    /// <summary>Subtracted after the scaling: three values in the order of the planes.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Divisor after the subtraction: three values above 0.</summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>Where the picture lies in the input.</summary>
    public LetterboxAnchor? Letterbox { get; init; }

    /// <summary>The byte that fills the rest of the input.</summary>
    public byte? Pad { get; init; }

    /// <summary>Recommended confidence threshold, 0 to 1.</summary>
    public float? Confidence { get; init; }

    /// <summary>Recommended IoU threshold of non-maximum suppression, 0 to 1.</summary>
    public float? Iou { get; init; }

    /// <summary>Path of the sidecar of a model.</summary>
    internal static string PathFor(string modelPath) => Path.ChangeExtension(modelPath, ".json");

    /// <summary>Reads the sidecar of a model; an empty one where the file does not exist.</summary>
    /// <exception cref="ModelException">It is not valid, or cannot be read.</exception>
    internal static ModelSidecar ReadFor(string modelPath)
    {
        string path = PathFor(modelPath);
        if (!File.Exists(path))
        {
            return new ModelSidecar();
        }

        ModelSidecar sidecar;
        try
        {
            using FileStream file = new(ModelFiles.Open(path), FileAccess.Read);
            sidecar = JsonSerializer.Deserialize(file, ModelSidecarJson.Default.ModelSidecar) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The sidecar {Path.GetFileName(path)} cannot be read: {exception.Message}", exception);
        }

        List<string> faults = sidecar.Faults();
        return faults.Count == 0
            ? sidecar
            : throw new ModelException($"The sidecar {Path.GetFileName(path)} is not valid: {string.Join("; ", faults)}.");
    }

    private List<string> Faults()
    {
        List<string> faults = [];
        Require(Labels is not { Count: 0 }, "labels must not be empty");
        Require(InputSize is null or [> 0 and <= 8192, > 0 and <= 8192], "input_size must be two numbers, width and height, each 1 to 8192");
        Require(Mean is null or [_, _, _], "mean must be three numbers");
        Require(Std is null or [> 0, > 0, > 0], "std must be three numbers above 0");
        Require(Scale is null or (> 0 and < float.PositiveInfinity), "scale must be above 0");
        Require(Confidence is null or (>= 0 and <= 1), "confidence must be 0 to 1");
        Require(Iou is null or (>= 0 and <= 1), "iou must be 0 to 1");
        return faults;

        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                faults.Add(sentence);
            }
        }
    }
}

/// <summary>Reading of sidecars without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ModelSidecar))]
internal sealed partial class ModelSidecarJson : JsonSerializerContext;
