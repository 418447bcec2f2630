using Detection;
using Detection.Imaging;
using OnnxGraph;

namespace ModelTool.Optimization;

/// <summary>What <c>optimize</c> is asked for.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Level">How far ONNX Runtime's own optimization goes.</param>
/// <param name="HalfWeights">Whether weights are stored as float16.</param>
/// <param name="BytesIn">Whether the model takes bytes.</param>
internal sealed record OptimizationSettings(FileInfo Model, OptimizationLevel Level, bool HalfWeights, bool BytesIn);

/// <summary>What was done to a model.</summary>
/// <param name="HalfConstants">How many constants were stored as float16.</param>
/// <param name="IsNormalizationFolded">Whether the normalisation went into the first convolution; null where bytes were not asked for.</param>
internal sealed record OptimizationSteps(int HalfConstants, bool? IsNormalizationFolded);

/// <summary>Makes a model quicker to load and smaller to ship, without changing what it computes.</summary>
internal static class ModelOptimization
{
    /// <summary>Optimizes.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="output">Where to write; the ending decides the format. The sidecar goes beside it.</param>
    /// <param name="work">For what is written on the way.</param>
    /// <exception cref="InvalidDataException">The model cannot be changed so.</exception>
    internal static OptimizationSteps Write(OptimizationSettings settings, string output, WorkFolder work)
    {
        bool isOrt = OfflineOptimization.IsOrt(output);
        if (isOrt && settings.HalfWeights)
        {
            throw new InvalidDataException(
                "float16 weights and the .ort format do not go together: ONNX Runtime would turn them back to float32 while it writes. Write an .onnx file.");
        }

        string source = settings.Model.FullName;
        bool? isFolded = null;
        if (settings.BytesIn)
        {
            PixelNormalization normalization = NormalizationOf(source);
            GraphEditor graph = new(OnnxFile.Load(source));
            isFolded = ByteInput.Apply(graph, normalization);
            OnnxFile.Save(graph.Model, source = work["bytes.onnx"]);
        }

        OfflineOptimization.Write(source, output, settings.Level);
        int converted = 0;
        if (settings.HalfWeights)
        {
            GraphEditor graph = new(OnnxFile.Load(output));
            converted = HalfPrecisionWeights.Apply(graph);
            OnnxFile.Save(graph.Model, output);
        }

        ModelSidecarCopy.Write(settings.Model.FullName, output, withoutNormalization: settings.BytesIn);
        return new OptimizationSteps(converted, isFolded);
    }

    private static PixelNormalization NormalizationOf(string model)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = model, Sessions = 1 });
        return detector.Model.Normalization;
    }
}
