namespace Detection.Models;

/// <summary>
/// The files of a model as they lie on the disk: equal as long as nobody has replaced or changed one. A file is told by its length and the time
/// it was last written, seen through links, as container platforms mount files.
/// </summary>
/// <param name="Path">Full path of the model.</param>
/// <param name="Model">The model.</param>
/// <param name="Sidecar">The sidecar; null where there is none.</param>
internal sealed record ModelFiles(string Path, ModelFiles.Stamp Model, ModelFiles.Stamp? Sidecar)
{
    /// <summary>Finds the model to load and looks at its files.</summary>
    /// <param name="configured">A file, a folder that holds one model, or null for the look-up.</param>
    /// <exception cref="ModelException">There is none, or a folder holds several.</exception>
    internal static ModelFiles Find(string? configured)
    {
        string path = ModelLocator.Locate(configured);
        return new ModelFiles(path, Look(path) ?? throw ModelLocator.Missing(path), Look(ModelSidecar.PathFor(path)));
    }

    private static Stamp? Look(string path)
    {
        try
        {
            // By handle: it looks at the file behind any links, and at one and the same file for both.
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return new Stamp(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The file {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What tells one state of a file from another.</summary>
    /// <param name="Length">Bytes.</param>
    /// <param name="WrittenUtc">When it was last written.</param>
    internal readonly record struct Stamp(long Length, DateTime WrittenUtc);
}
