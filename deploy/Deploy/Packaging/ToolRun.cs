using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Deploy.Packaging;

/// <summary>How another program ended.</summary>
/// <param name="ExitCode">0 where all went well.</param>
/// <param name="Output">What it said on both of its streams.</param>
internal sealed record ToolRun(int ExitCode, string Output)
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="DeployException">There is no such program.</exception>
    internal static ToolRun Of(string program, IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        StringBuilder said = new();
        try
        {
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += Keep;
            process.ErrorDataReceived += Keep;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return new ToolRun(process.ExitCode, said.ToString());
        }
        catch (Win32Exception)
        {
            throw new DeployException($"'{program}' was not found: install it so that it is on the PATH.");
        }

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                lock (said)
                {
                    said.AppendLine(line.Data);
                }
            }
        }
    }
}
