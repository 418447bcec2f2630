using System.Text.Json;
using Detection.Heads;
using Detection.Imaging;

namespace Detection.Models;

/// <summary>
/// Finds out how a model is fed and read, from its metadata, its sidecar and the output of one run on a grey picture. A model that stays ambiguous is
/// refused with the name of the sidecar member that is missing; nothing is guessed silently.
/// </summary>
internal static class ModelInterpreter
{
    // The default of every training script of these families.
    private const int DefaultInputSize = 640;

    /// <summary>The input's size: the file's, otherwise the sidecar's, the settings', the metadata's <c>imgsz</c>, or 640 x 640.</summary>
    /// <param name="graph">What the file says.</param>
    /// <param name="sidecar">What the sidecar says.</param>
    /// <param name="configured">Side of a square input from the settings, or null.</param>
    internal static (int Width, int Height) InputSize(ModelGraph graph, ModelSidecar sidecar, int? configured)
    {
        if (graph is { InputWidth: { } fixedWidth, InputHeight: { } fixedHeight })
        {
            return (fixedWidth, fixedHeight);
        }

        IReadOnlyList<int>? exported = graph.Metadata.TryGetValue("imgsz", out string? text) ? PythonLiteral.ReadIntegers(text) : null;
        (int width, int height) = sidecar.InputSize is [var sidecarWidth, var sidecarHeight] ? (sidecarWidth, sidecarHeight)
            : configured is { } side ? (side, side)
            : exported is [var exportedHeight, var exportedWidth] ? (exportedWidth, exportedHeight)
            : (DefaultInputSize, DefaultInputSize);
        return (graph.InputWidth ?? width, graph.InputHeight ?? height);
    }

    /// <summary>Family and labels.</summary>
    /// <param name="graph">What the file says.</param>
    /// <param name="sidecar">What the sidecar says.</param>
    /// <param name="inputWidth">Width of the input in pixels.</param>
    /// <param name="inputHeight">Height of the input in pixels.</param>
    /// <param name="shape">Shape of the output of a run on a grey picture.</param>
    /// <param name="output">Its values.</param>
    /// <exception cref="ModelException">The model is of an unknown kind, or ambiguous.</exception>
    internal static (ModelFamily Family, IReadOnlyList<string> Labels) Identify(
        ModelGraph graph, ModelSidecar sidecar, int inputWidth, int inputHeight, ReadOnlySpan<long> shape, ReadOnlySpan<float> output)
    {
        if (graph.Metadata.TryGetValue("task", out string? task) && task != "detect")
        {
            throw new ModelException($"The model's task is '{task}'; a model for 'detect' is needed.");
        }

        if (shape is not [1, var first, var second])
        {
            throw new ModelException($"The model's output has the shape {string.Join('x', shape.ToArray())}; 1 x rows x columns is needed.");
        }

        IReadOnlyList<string>? names = sidecar.Labels ?? ReadNames(graph);
        OutputShape box = new((int)first, (int)second);
        ModelFamily family = graph.Outputs.Labels is not null ? ModelFamily.Detr : sidecar.Family ?? InferFamily(box, names, inputWidth, inputHeight, output);
        int? classCount = ClassCount(family, box.First, box.Second);
        if (classCount is <= 0 || (family == ModelFamily.YoloX && AnchorGrid.AnchorsPerCell(inputWidth, inputHeight, box.First) != 1))
        {
            throw new ModelException($"The output of 1x{first}x{second} does not match the family that the sidecar names.");
        }

        return (family, Labels(names, classCount));
    }

    /// <summary>How pixels become input values: as the family does it, except for what the sidecar says.</summary>
    /// <exception cref="ModelException">The sidecar asks for what the model's input cannot take.</exception>
    internal static PixelNormalization Normalization(ModelFamily family, ModelGraph graph, ModelSidecar sidecar)
    {
        PixelNormalization usual = family switch
        {
            ModelFamily.YoloX or ModelFamily.YoloXDecoded => PixelNormalization.ByteBgr,
            ModelFamily.Detr => PixelNormalization.UnitRgb with { Anchor = LetterboxAnchor.Stretch },
            _ => PixelNormalization.UnitRgb,
        };

        if (graph.Precision == ModelPrecision.UInt8)
        {
            // Bytes go in unchanged.
            usual = usual with { Scale = 1 };
            if (sidecar is { Scale: not null } or { Mean: not null } or { Std: not null })
            {
                throw new ModelException("The model takes bytes and scales them itself: its sidecar must not have 'scale', 'mean' or 'std'.");
            }
        }

        return new PixelNormalization(
            sidecar.Channels ?? usual.Channels,
            sidecar.Scale ?? usual.Scale,
            sidecar.Mean ?? usual.Mean,
            sidecar.Std ?? usual.Std,
            sidecar.Letterbox ?? usual.Anchor,
            sidecar.Pad ?? usual.Pad);
    }

    /// <summary>The families whose output has this shape and, with one row per cell, such values.</summary>
    /// <param name="graph">What the file says.</param>
    /// <param name="sidecar">What the sidecar says; its family is ignored.</param>
    /// <param name="inputWidth">Width of the input in pixels.</param>
    /// <param name="inputHeight">Height of the input in pixels.</param>
    /// <param name="shape">Shape of the output of a run on a grey picture: 1 x rows x columns.</param>
    /// <param name="output">Its values.</param>
    internal static IReadOnlyList<ModelFamily> PossibleFamilies(
        ModelGraph graph, ModelSidecar sidecar, int inputWidth, int inputHeight, ReadOnlySpan<long> shape, ReadOnlySpan<float> output) =>
        graph.Outputs.Labels is not null
            ? [ModelFamily.Detr]
            : FamiliesOf(new OutputShape((int)shape[1], (int)shape[2]), sidecar.Labels ?? ReadNames(graph), inputWidth, inputHeight, output);

    private static IReadOnlyList<string>? ReadNames(ModelGraph graph) =>
        graph.Metadata.TryGetValue("names", out string? text) ? PythonLiteral.ReadNames(text) : null;

    private static ModelFamily InferFamily(
        OutputShape shape, IReadOnlyList<string>? names, int inputWidth, int inputHeight, ReadOnlySpan<float> output)
    {
        List<ModelFamily> possible = FamiliesOf(shape, names, inputWidth, inputHeight, output);
        return possible switch
        {
            [var family] => family,
            [] => throw new ModelException(
                $"The output of 1x{shape.First}x{shape.Second} for an input of {inputWidth}x{inputHeight} and {(names is null ? "no" : names.Count)} class names matches no family. "
                + $"Name the family in the sidecar member 'family' ({FamilyNames(Enum.GetValues<ModelFamily>())})."),
            _ => throw new ModelException(
                $"The output of 1x{shape.First}x{shape.Second} matches more than one family. Name the family in the sidecar member 'family' ({FamilyNames(possible)})."),
        };
    }

    private static List<ModelFamily> FamiliesOf(
        OutputShape shape, IReadOnlyList<string>? names, int inputWidth, int inputHeight, ReadOnlySpan<float> output)
    {
        int anchors = AnchorGrid.AnchorsPerCell(inputWidth, inputHeight, shape.First);
        bool hasObjectness = names is not null ? shape.Second == names.Count + 5 : shape.Second > 5;
        bool isColumnPerBox = names is not null
            ? shape.First == names.Count + 4
            : shape.First > 4 && AnchorGrid.AnchorsPerCell(inputWidth, inputHeight, shape.Second) == 1;

        // Families have different shapes, but those of two may coincide for one size of the input: then the sidecar decides.
        List<ModelFamily> possible = [];
        if (isColumnPerBox)
        {
            possible.Add(ModelFamily.YoloV8);
        }

        if (anchors == 3 && hasObjectness)
        {
            possible.Add(ModelFamily.YoloV5);
        }

        if (anchors == 1 && hasObjectness)
        {
            possible.AddRange(FamiliesOfOneRowPerCell(output, AnchorGrid.For(inputWidth, inputHeight, shape.First), shape.Second));
        }

        if (anchors == 0 && shape.Second == 6)
        {
            possible.Add(ModelFamily.YoloV10);
        }

        return possible;
    }

    /// <summary>
    /// YOLOX as released is undecoded. Both YOLOv6 (RGB in 0..1) and YOLOX exported with its decoding (BGR in 0..255) have one decoded row per cell.
    /// </summary>
    private static ModelFamily[] FamiliesOfOneRowPerCell(ReadOnlySpan<float> output, AnchorGrid grid, int rowLength) => BoxEncoding.Of(output, grid, rowLength) switch
    {
        BoxEncoding.Kind.RelativeToCell => [ModelFamily.YoloX],
        BoxEncoding.Kind.Decoded => [ModelFamily.YoloV6, ModelFamily.YoloXDecoded],
        _ => [ModelFamily.YoloX, ModelFamily.YoloV6, ModelFamily.YoloXDecoded],
    };

    private static string FamilyNames(IEnumerable<ModelFamily> families) =>
        string.Join(", ", families.Select(family => JsonSerializer.Serialize(family, ModelSidecarJson.Default.ModelFamily).Trim('"')));

    /// <summary>How many classes an output has scores for; null where it has none per class (end to end), 0 or less where it is not of the family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="rows">Second size of the output.</param>
    /// <param name="columns">Third size of the output.</param>
    internal static int? ClassCount(ModelFamily family, int rows, int columns) => family switch
    {
        ModelFamily.YoloV8 => rows - 4,
        ModelFamily.YoloV10 or ModelFamily.Detr => columns == 6 ? null : -1,
        _ => columns - 5,
    };

    private static IReadOnlyList<string> Labels(IReadOnlyList<string>? names, int? classCount)
    {
        if (names is null)
        {
            return classCount == CocoLabels.All.Count
                ? CocoLabels.All
                : throw new ModelException(
                    classCount is null
                        ? "The model does not name its classes: list them in the sidecar member 'labels'."
                        : $"The model has {classCount} classes and does not name them: list them in the sidecar member 'labels'.");
        }

        return classCount is null || names.Count == classCount
            ? names
            : throw new ModelException($"The model has {classCount} classes but {names.Count} names: list all in the sidecar member 'labels'.");
    }

    private readonly record struct OutputShape(int First, int Second);
}
