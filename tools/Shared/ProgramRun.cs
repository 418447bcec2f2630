using System.Diagnostics;
using System.Text;

namespace Shared;

/// <summary>Another program that has run to its end. Compiled into each program that starts others.</summary>
/// <param name="ExitCode">0 on success.</param>
/// <param name="Output">What it wrote to both of its streams.</param>
internal readonly record struct ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name on the PATH, or its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    internal static ProgramRun Of(string program, IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        StringBuilder output = new();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return new ProgramRun(process.ExitCode, output.ToString());

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                lock (output)
                {
                    output.AppendLine(line.Data);
                }
            }
        }
    }
}
