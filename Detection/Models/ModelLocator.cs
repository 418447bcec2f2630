namespace Detection.Models;

/// <summary>Finds the model file: the one that the settings name, otherwise that of a Lambda layer, otherwise the embedded one.</summary>
internal static class ModelLocator
{
    /// <summary>Where a Lambda layer puts its model.</summary>
    internal const string LayerFolder = "/opt/ml/model";

    /// <summary>The folder beside the application that holds the embedded model.</summary>
    internal static string EmbeddedFolder => Path.Combine(AppContext.BaseDirectory, "model");

    /// <summary>The path of the model to load.</summary>
    /// <param name="configured">A file, a folder that holds one model, or null for the look-up.</param>
    /// <exception cref="ModelException">There is none, or a folder holds several.</exception>
    internal static string Locate(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return File.Exists(configured) ? Path.GetFullPath(configured)
                : Directory.Exists(configured) ? InFolder(configured) ?? throw NoModel($"The folder {configured} holds no .onnx or .ort file.")
                : throw Missing(configured);
        }

        return InFolder(LayerFolder) ?? InFolder(EmbeddedFolder)
            ?? throw NoModel($"There is no model: MODEL_PATH is not set, and neither {LayerFolder} nor {EmbeddedFolder} holds an .onnx or .ort file.");
    }

    /// <summary>The exception for a model that is not at its path.</summary>
    internal static ModelException Missing(string path) => NoModel($"The model {path} does not exist.");

    private static ModelException NoModel(string sentence) => new(sentence) { Fault = ModelFault.Missing };

    // .ort is ONNX Runtime's own format, which it opens faster.
    private static bool IsModel(string path) => path.EndsWith(".onnx", StringComparison.Ordinal) || path.EndsWith(".ort", StringComparison.Ordinal);

    private static string? InFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        string[] files = [.. Directory.GetFiles(folder).Where(IsModel)];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length switch
        {
            0 => null,
            1 => Path.GetFullPath(files[0]),
            _ => throw new ModelException(
                $"The folder {folder} holds several models ({string.Join(", ", files.Select(Path.GetFileName))}): name one with MODEL_PATH."),
        };
    }
}
