using Shared;

namespace TestSupport;

/// <summary>Other programs that tests need the work of.</summary>
public static class Command
{
    private static readonly string[] Extensions = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [string.Empty];

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => Extensions.Any(extension => File.Exists(Path.Combine(folder, program + extension))));

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed, with what it said on both of its streams.</exception>
    public static void Run(string program, IEnumerable<string> arguments, string folder)
    {
        string[] given = [.. arguments];
        ProgramRun run = ProgramRun.Of(program, given, folder);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', given)}' failed in {folder}:\n{run.Output}");
        }
    }
}
