using Deploy.Packaging;
using TestSupport;

namespace Deploy.Tests;

/// <summary>The npm packages beside these tests, restored by the first test that needs one and by no build.</summary>
internal static class NodeTools
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "Deploy.Tests", "tools");

    private static readonly Lazy<string> Restored = new(Restore);

    /// <summary>The full path of a file below the tools' folder, after the restore.</summary>
    internal static string PathOf(params string[] parts) => Path.Combine([Restored.Value, .. parts]);

    private static string Restore()
    {
        FileInfo installed = new(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            ToolRun run = OperatingSystem.IsWindows() ? ToolRun.Of("cmd", ["/c", "npm", .. arguments], Folder) : ToolRun.Of("npm", arguments, Folder);
            Assert.True(run.ExitCode == 0, $"'npm ci' failed in {Folder}:\n{run.Output}");
        }

        return Folder;
    }
}
