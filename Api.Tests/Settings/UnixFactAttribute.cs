namespace Api.Tests.Settings;

/// <summary>A fact about signals, which Windows does not have.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no SIGTERM." : null;
}
