using System.Text.Json;
using System.Text.Json.Serialization;
using Detection.Models;

namespace ModelTool.Catalogue;

/// <summary>The models that can be downloaded by name: <c>catalogue.json</c>, which is in the tool itself.</summary>
internal static class ModelCatalogue
{
    private const string Resource = "catalogue.json";

    /// <summary>The models, in the order of the file.</summary>
    internal static IReadOnlyList<CatalogueModel> Models { get; } = Load();

    /// <summary>The model of a name, in any case, or null.</summary>
    internal static CatalogueModel? Find(IEnumerable<CatalogueModel> models, string name) =>
        models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<CatalogueModel> Load()
    {
        using Stream stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The tool was built without {Resource}.");
        return JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)!.Models;
    }
}

/// <summary>The file as it is.</summary>
/// <param name="Models">The models.</param>
internal sealed record CatalogueFile(IReadOnlyList<CatalogueModel> Models);

/// <summary>Reads the catalogue and writes sidecars, without reflection; members that are null are left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CatalogueFile))]
[JsonSerializable(typeof(ModelSidecar))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
