namespace TestSupport;

/// <summary>Node.js and npm on this machine.</summary>
public static class Node
{
    /// <summary>What a skipped test says.</summary>
    public const string SkipMessage = "Needs Node.js 20 or newer with npm on the PATH, which is not here.";

    /// <summary>Whether both are on the PATH.</summary>
    public static bool IsInstalled { get; } = Command.IsOnPath("node") && Command.IsOnPath("npm");

    /// <summary>Installs the packages of a folder's lock file, where that has not been done.</summary>
    /// <exception cref="InvalidOperationException">npm failed, with what it said.</exception>
    public static void Restore(string folder)
    {
        FileInfo installed = new(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return;
        }

        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

        // npm is a .cmd file on Windows, which only a shell can start.
        if (OperatingSystem.IsWindows())
        {
            Command.Run("cmd", ["/c", "npm", .. arguments], folder);
        }
        else
        {
            Command.Run("npm", arguments, folder);
        }
    }
}
