using System.Runtime.InteropServices;

namespace Detection.Models;

/// <summary>
/// Keeps ONNX Runtime from sending telemetry to its vendor. Without this the native library writes files into the home folder and <c>/tmp</c>, starts a
/// shell, and sends what it finds over the network; where there is no shell, as in a hardened container, it crashes the process.
/// </summary>
internal static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> Disabled = new(SetVariable);

    /// <summary>
    /// Turns the telemetry off. Must be called before the first use of ONNX Runtime, which reads the variable once. A value of
    /// <c>ORT_DISABLE_TELEMETRY</c> that is set already stays.
    /// </summary>
    internal static void Disable() => _ = Disabled.Value;

    private static bool SetVariable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return false;
        }

        // Except on Windows, .NET keeps a copy of the environment, and native code does not see what is set in it.
        Environment.SetEnvironmentVariable(Variable, "1");
        return OperatingSystem.IsWindows() || SetEnvironmentVariable(Variable, "1", overwrite: 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
