using Detection.Models;

namespace ModelTool.Catalogue;

/// <summary>A model that can be downloaded by name.</summary>
/// <param name="Name">The name to ask for.</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Url">Where its publisher has it.</param>
/// <param name="Sha256">The file's hash, in hexadecimal digits: what is downloaded must have it.</param>
/// <param name="License">The licence, by its SPDX identifier.</param>
/// <param name="Copyright">The publisher's notice.</param>
/// <param name="Sidecar">What is written beside it as its sidecar.</param>
/// <param name="Bytes">The file's length, where it is known.</param>
internal sealed record CatalogueModel(
    string Name, string Description, Uri Url, string Sha256, string License, string Copyright, ModelSidecar Sidecar, long? Bytes = null)
{
    /// <summary>The file's name.</summary>
    internal string FileName => Path.GetFileName(Url.AbsolutePath);

    /// <summary>Where the file is: at its publisher's, or under the same name in another place.</summary>
    /// <param name="mirror">The other place's address; null for the publisher's.</param>
    internal Uri Source(Uri? mirror) => mirror is null ? Url : new Uri($"{mirror.AbsoluteUri.TrimEnd('/')}/{FileName}");
}
