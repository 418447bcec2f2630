using Detection.Models;
using Microsoft.ML.OnnxRuntime;

namespace ModelTool.Optimization;

/// <summary>How far ONNX Runtime's offline optimization goes.</summary>
internal enum OptimizationLevel
{
    /// <summary>What holds for every processor and runtime: constants folded, batch normalisation taken into convolutions, nodes without effect removed.</summary>
    Basic,

    /// <summary>Also fusions into operators of ONNX Runtime's own.</summary>
    Extended,

    /// <summary>Also the memory layout this machine's processor likes: the file is for this kind of processor only.</summary>
    All,
}

/// <summary>ONNX Runtime's own graph optimization, done once and written into a file instead of at each load.</summary>
internal static class OfflineOptimization
{
    /// <summary>Optimizes.</summary>
    /// <param name="input">The model's file.</param>
    /// <param name="output">Where to write; the ending .ort gives ONNX Runtime's own format.</param>
    /// <param name="level">How far.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model.</exception>
    internal static void Write(string input, string output, OptimizationLevel level) => Write(input, output, level switch
    {
        OptimizationLevel.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        OptimizationLevel.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    });

    private static void Write(string input, string output, GraphOptimizationLevel level)
    {
        OnnxTelemetry.Disable();
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = level,
            OptimizedModelFilePath = output,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.save_model_format", IsOrt(output) ? "ORT" : "ONNX");
        try
        {
            using InferenceSession session = new(input, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"ONNX Runtime cannot optimize {Path.GetFileName(input)}: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a path names a file of ONNX Runtime's own format.</summary>
    internal static bool IsOrt(string path) => Path.GetExtension(path).Equals(".ort", StringComparison.OrdinalIgnoreCase);
}
