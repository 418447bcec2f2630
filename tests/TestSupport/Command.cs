using System.Diagnostics;
using System.Text;

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
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        StringBuilder said = new();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', start.ArgumentList)}' failed in {folder}:\n{said}");
        }

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        }
    }
}
