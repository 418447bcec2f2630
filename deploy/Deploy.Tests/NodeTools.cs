namespace Deploy.Tests;

/// <summary>The npm packages beside these tests, restored by the first test that needs one and by no build.</summary>
internal static class NodeTools
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "deploy", "Deploy.Tests", "tools");

    private static readonly Lazy<string> Restored = new(Restore);

    /// <summary>The full path of a file below the tools' folder, after the restore.</summary>
    internal static string PathOf(params string[] parts) => Path.Combine([Restored.Value, .. parts]);

    private static string Restore()
    {
        Node.Restore(Folder);
        return Folder;
    }
}
