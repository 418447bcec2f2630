using Xunit;

namespace TestSupport;

/// <summary>A fact about signals, which Windows does not have.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no SIGTERM." : null;
}
