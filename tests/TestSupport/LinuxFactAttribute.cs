using Xunit;

namespace TestSupport;

/// <summary>A fact about what only Linux has, such as prlimit.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    internal const string SkipMessage = "Needs Linux.";

    /// <summary>Decides at discovery.</summary>
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : SkipMessage;
}

/// <summary>A theory about what only Linux has.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : LinuxFactAttribute.SkipMessage;
}
