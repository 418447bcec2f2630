using Microsoft.Win32.SafeHandles;

namespace Detection.Models;

/// <summary>
/// The files of a model as they are on the disk: equal as long as nobody has replaced or changed one. A file is known by its length and the time
/// it was last written, read through links, as container platforms mount files.
/// </summary>
/// <param name="Path">Full path of the model.</param>
/// <param name="Model">The model.</param>
/// <param name="Sidecar">The sidecar; null where there is none.</param>
/// <param name="Data">The other files that hold weights of the model, in the order in which it names them.</param>
internal sealed record ModelFiles(string Path, ModelFiles.Stamp Model, ModelFiles.Stamp? Sidecar, IReadOnlyList<ModelFiles.DataFile> Data)
{
    /// <summary>Finds the model to load and looks at its files.</summary>
    /// <param name="configured">A file, a folder that holds one model, or null for the look-up.</param>
    /// <param name="known">Files of an earlier look: a model that has not changed since names the same other files, and is not read again.</param>
    /// <exception cref="ModelException">There is none, a folder holds several, or a folder or file cannot be read.</exception>
    internal static ModelFiles Find(string? configured, ModelFiles? known = null)
    {
        try
        {
            string path = ModelLocator.Locate(configured);
            (Stamp stamp, IReadOnlyList<string> locations) = LookAtModel(path, known);
            DataFile[] data = [.. locations.Select(location => new DataFile(location, ExternalData.Resolve(path, location) is { } file ? Look(file) : null))];
            return new ModelFiles(path, stamp, Look(ModelSidecar.PathFor(path)), data);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            throw new ModelException($"The files of the model cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Opens one of a model's files for reading, in a way that keeps nobody from replacing or deleting it.</summary>
    /// <exception cref="IOException">It does not exist, is empty, is no regular file or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    internal static SafeFileHandle Open(string path) => EmptyStamp(path) is null
        ? OpenWithContent(path)
        : throw new IOException($"The file {System.IO.Path.GetFileName(path)} is empty, or it is no regular file.");

    /// <summary>Whether these are the same files in the same state.</summary>
    public bool Equals(ModelFiles? other) =>
        other is not null && Path == other.Path && Model == other.Model && Sidecar == other.Sidecar && Data.SequenceEqual(other.Data);

    /// <summary>A hash code of what <see cref="Equals(ModelFiles?)"/> compares.</summary>
    public override int GetHashCode() => HashCode.Combine(Path, Model, Sidecar, Data.Count);

    private static (Stamp Stamp, IReadOnlyList<string> Locations) LookAtModel(string path, ModelFiles? known)
    {
        try
        {
            if (EmptyStamp(path) is { } empty)
            {
                return (empty, []);
            }

            using SafeFileHandle file = OpenWithContent(path);
            Stamp stamp = Stamp.Of(file);
            return known?.Path == path && known.Model == stamp
                ? (stamp, [.. known.Data.Select(static data => data.Location)])
                : (stamp, ExternalData.LocationsOf(path, file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ModelLocator.Missing(path);
        }
    }

    private static Stamp? Look(string path)
    {
        try
        {
            if (EmptyStamp(path) is { } empty)
            {
                return empty;
            }

            using SafeFileHandle file = OpenWithContent(path);
            return Stamp.Of(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens a file that <see cref="EmptyStamp"/> has found to have content: opening it does not block.</summary>
    private static SafeFileHandle OpenWithContent(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    /// <summary>
    /// The state of a file without content, by its name; null for any other. A pipe, a socket and a device have none either, and to open one can block for
    /// good.
    /// </summary>
    private static Stamp? EmptyStamp(string path)
    {
        FileInfo link = new(path);
        return (link.ResolveLinkTarget(returnFinalTarget: true) ?? link) is FileInfo { Exists: true, Length: 0 } file ? new Stamp(0, file.LastWriteTimeUtc) : null;
    }

    /// <summary>What distinguishes one state of a file from another.</summary>
    /// <param name="Length">Bytes.</param>
    /// <param name="WrittenUtc">When it was last written.</param>
    internal readonly record struct Stamp(long Length, DateTime WrittenUtc)
    {
        /// <summary>The state of an open file: by its handle, so that both values are of one file, whatever happens to its name or to links to it.</summary>
        internal static Stamp Of(SafeFileHandle file) => new(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
    }

    /// <summary>A file that holds weights of a model.</summary>
    /// <param name="Location">Its name in the model.</param>
    /// <param name="Stamp">Its state; null where it does not exist, or must not be read because the name leads out of the model's folder.</param>
    internal readonly record struct DataFile(string Location, Stamp? Stamp);
}
