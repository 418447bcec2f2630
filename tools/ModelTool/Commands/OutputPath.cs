using ModelTool.Optimization;

namespace ModelTool.Commands;

/// <summary>Where a command writes a model it made.</summary>
internal static class OutputPath
{
    /// <summary>The path that was given, else beside the model with an addition to its name.</summary>
    /// <exception cref="InvalidDataException">It would overwrite the model, or its extension is not that of a model.</exception>
    internal static string Choose(FileInfo? given, FileInfo model, string addition)
    {
        string path = given?.FullName ?? $"{Path.ChangeExtension(model.FullName, null)}-{addition}.onnx";
        return path == model.FullName ? throw new InvalidDataException("--output is the model itself, which is not overwritten.")
            : Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase) || OfflineOptimization.IsOrt(path) ? path
            : throw new InvalidDataException($"--output {path}: a model's file ends with .onnx or .ort.");
    }

    /// <summary>Puts a finished model and its sidecar where they belong.</summary>
    internal static void Publish(string finished, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(finished, path, overwrite: true);
        ModelSidecarCopy.Write(finished, path);
    }
}
