using System.Text;

namespace TestSupport;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("detection-test-");

    /// <summary>Its full path.</summary>
    public string Path => _folder.FullName;

    /// <summary>The full path of a place in the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, with its folders.</summary>
    /// <returns>Its full path.</returns>
    public string Write(string path, byte[] content)
    {
        string file = this[path];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>Writes a text file, with its folders.</summary>
    /// <returns>Its full path.</returns>
    public string Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Deletes it.</summary>
    public void Dispose() => _folder.Delete(recursive: true);
}
