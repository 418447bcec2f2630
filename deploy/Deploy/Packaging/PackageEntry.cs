namespace Deploy.Packaging;

/// <summary>A file of a package.</summary>
/// <param name="Path">Where it lies in the package, with forward slashes and without a leading one.</param>
/// <param name="IsExecutable">Whether its mode is 755 instead of 644.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Open">Opens its content.</param>
internal sealed record PackageEntry(string Path, bool IsExecutable, long Length, Func<Stream> Open)
{
    /// <summary>A file of the disk.</summary>
    internal static PackageEntry FromFile(string path, string source, bool isExecutable = false) =>
        new(path, isExecutable, new FileInfo(source).Length, () => File.OpenRead(source));

    /// <summary>A text of ours.</summary>
    internal static PackageEntry FromText(string path, string text, bool isExecutable = false)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new(path, isExecutable, bytes.Length, () => new MemoryStream(bytes, writable: false));
    }
}
