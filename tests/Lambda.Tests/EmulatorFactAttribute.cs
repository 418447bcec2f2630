using TestSupport;

namespace Lambda.Tests;

/// <summary>A fact that is skipped, and says so, where the emulator cannot run.</summary>
public sealed class EmulatorFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public EmulatorFactAttribute() => Skip = Emulator.SkipMessage;
}

/// <summary>A theory that is skipped, and says so, where the emulator cannot run.</summary>
public sealed class EmulatorTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    public EmulatorTheoryAttribute() => Skip = Emulator.SkipMessage;
}

/// <summary>Whether the emulator can run here.</summary>
internal static class Emulator
{
    /// <summary>Why not, or null: it starts scripts and freezes processes by Unix signals, and it is a Node program.</summary>
    internal static string? SkipMessage { get; } =
        OperatingSystem.IsWindows() ? "The Lambda emulator needs Linux or macOS." : Node.IsInstalled ? null : Node.SkipMessage;
}
