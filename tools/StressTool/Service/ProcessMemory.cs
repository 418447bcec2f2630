using System.Globalization;

namespace StressTool.Service;

/// <summary>The memory and the handles of a process, as Linux shows them under /proc. Elsewhere they are not measured.</summary>
internal sealed class ProcessMemory(int processId)
{
    /// <summary>What a criterion says where nothing can be measured.</summary>
    internal const string Elsewhere = "only on Linux";

    private readonly string _folder = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Whether this machine shows them.</summary>
    internal static bool IsMeasured => OperatingSystem.IsLinux();

    /// <summary>Resident memory in bytes (VmRSS).</summary>
    internal long Resident => ReadStatus("VmRSS:");

    /// <summary>The most resident memory since the start or the last <see cref="TryResetPeak"/>, in bytes (VmHWM).</summary>
    internal long Peak => ReadStatus("VmHWM:");

    /// <summary>Open files, sockets and the like.</summary>
    internal int Handles => Directory.GetFileSystemEntries(Path.Combine(_folder, "fd")).Length;

    /// <summary>Makes <see cref="Peak"/> start anew from what is resident now.</summary>
    /// <returns>Whether the kernel allows it.</returns>
    internal bool TryResetPeak()
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, "clear_refs"), "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private long ReadStatus(string name)
    {
        string line = File.ReadLines(Path.Combine(_folder, "status")).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
