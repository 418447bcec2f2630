using System.Text.Json.Serialization;

namespace ModelTool.Catalogue;

/// <summary>What <c>pull</c> did, as JSON.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="File">Its path.</param>
/// <param name="Sidecar">Its sidecar's path.</param>
/// <param name="LicenseFile">The licence's path.</param>
/// <param name="License">The licence, by its SPDX identifier.</param>
/// <param name="Sha256">The file's hash.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="IsDownloaded">Whether it was downloaded now; false where it was there already.</param>
internal sealed record PulledModel(
    string Name, string File, string Sidecar, string LicenseFile, string License, string Sha256, long Bytes,
    [property: JsonPropertyName("downloaded")] bool IsDownloaded);

/// <summary>Writes <see cref="PulledModel"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PulledModel))]
internal sealed partial class PullJson : JsonSerializerContext;
