using System.Text.Json;

namespace ModelTool.Catalogue;

/// <summary>What stands beside a downloaded model: its sidecar and its licence.</summary>
internal static class ModelFolder
{
    private const string ApacheResource = "Apache-2.0.txt";

    /// <summary>Writes the sidecar, unless one is there, and the licence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="target">Its file.</param>
    /// <returns>The paths: the sidecar's and the licence's.</returns>
    internal static (string Sidecar, string License) WriteBeside(CatalogueModel model, string target)
    {
        string sidecar = Path.ChangeExtension(target, ".json");
        if (!File.Exists(sidecar))
        {
            File.WriteAllText(sidecar, JsonSerializer.Serialize(model.Sidecar, CatalogueJson.Default.ModelSidecar) + "\n");
        }

        string license = Path.ChangeExtension(target, ".LICENSE.txt");
        File.WriteAllText(license, $"{model.FileName}\n{model.Url}\n{model.Copyright}\nLicensed under {model.License}:\n\n{ApacheText(model)}");
        return (sidecar, license);
    }

    private static string ApacheText(CatalogueModel model)
    {
        if (model.License != "Apache-2.0")
        {
            throw new InvalidOperationException($"The tool has no text of the licence {model.License}.");
        }

        using Stream stream = typeof(ModelFolder).Assembly.GetManifestResourceStream(ApacheResource)
            ?? throw new InvalidOperationException($"The tool was built without {ApacheResource}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
