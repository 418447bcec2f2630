using System.ComponentModel;
using Shared;

namespace Deploy;

/// <summary>The programs that the commands start.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <exception cref="DeployException">There is no such program.</exception>
    internal static ProgramRun Run(string program, IEnumerable<string> arguments, string folder)
    {
        try
        {
            return ProgramRun.Of(program, arguments, folder);
        }
        catch (Win32Exception)
        {
            throw new DeployException($"'{program}' was not found: install it so that it is on the PATH.");
        }
    }
}
