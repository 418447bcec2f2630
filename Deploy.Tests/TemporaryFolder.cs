namespace Deploy.Tests;

/// <summary>A folder for one test, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deploy-tests-");

    /// <summary>The full path of a place in the folder.</summary>
    internal string this[params string[] parts] => Path.Combine([_folder.FullName, .. parts]);

    /// <summary>Writes a file, with its folders.</summary>
    /// <returns>Its full path.</returns>
    internal string Write(string path, byte[] content)
    {
        string file = this[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>Writes a text file, with its folders.</summary>
    /// <returns>Its full path.</returns>
    internal string Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose() => _folder.Delete(recursive: true);
}
