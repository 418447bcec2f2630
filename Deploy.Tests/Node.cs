namespace Deploy.Tests;

/// <summary>Node.js and npm on this machine.</summary>
internal static class Node
{
    /// <summary>What a skipped test says.</summary>
    internal const string SkipMessage = "Needs Node.js 20 or newer with npm on the PATH, which is not here.";

    private static readonly string[] Extensions = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [string.Empty];

    /// <summary>Whether both are on the PATH.</summary>
    internal static bool IsInstalled { get; } = IsOnPath("node") && IsOnPath("npm");

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => Extensions.Any(extension => File.Exists(Path.Combine(folder, program + extension))));
}
