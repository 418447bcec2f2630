using Xunit;

namespace TestSupport;

/// <summary>A fact about system calls that only Linux has.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux has prlimit.";
}
