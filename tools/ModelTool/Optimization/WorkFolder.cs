namespace ModelTool.Optimization;

/// <summary>A folder for what is written on the way, gone afterwards.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("model-tool-");

    /// <summary>The path of a file in it.</summary>
    internal string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
