using System.Globalization;
using Detection.Imaging;

namespace Detection.Models;

/// <summary>The number format of a model's input.</summary>
public enum ModelPrecision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point.</summary>
    Float16,

    /// <summary>Bytes, which the model scales itself.</summary>
    UInt8,
}

/// <summary>What is known of a loaded model, from its file, its sidecar and one run.</summary>
public sealed record ModelDescription
{
    /// <summary>Name: the sidecar's, otherwise the file's without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>Version from the sidecar or the metadata; null where neither has one.</summary>
    public string? Version { get; init; }

    /// <summary>Full path of the model file.</summary>
    public required string Path { get; init; }

    /// <summary>Family, which decides how the output is read.</summary>
    public required ModelFamily Family { get; init; }

    /// <summary>Width of the input in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Height of the input in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Number format of the input.</summary>
    public required ModelPrecision Precision { get; init; }

    /// <summary>Whether the file leaves the input's width or height open.</summary>
    public required bool HasDynamicInput { get; init; }

    /// <summary>The tensors that go in.</summary>
    public IReadOnlyList<ModelTensor> Inputs { get; init; } = [];

    /// <summary>The tensors that come out, including those that are not read.</summary>
    public IReadOnlyList<ModelTensor> Outputs { get; init; } = [];

    /// <summary>How pixels become input values.</summary>
    public required PixelNormalization Normalization { get; init; }

    /// <summary>The class names by class id.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The confidence threshold the model recommends, 0 to 1, or null.</summary>
    public float? RecommendedConfidence { get; init; }

    /// <summary>The IoU threshold the model recommends, 0 to 1, or null.</summary>
    public float? RecommendedIou { get; init; }

    /// <summary>The id of a class given by its name (in any case) or by its id in digits; -1 where the model has no such class.</summary>
    public int FindClass(string nameOrId)
    {
        for (int id = 0; id < Labels.Count; id++)
        {
            if (string.Equals(Labels[id], nameOrId, StringComparison.OrdinalIgnoreCase))
            {
                return id;
            }
        }

        return int.TryParse(nameOrId, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < Labels.Count ? number : -1;
    }
}
