namespace Playground.Tests;

/// <summary>The browser of this machine: Chromium or Chrome, which no package here brings along.</summary>
internal static class Chromium
{
    /// <summary>What a skipped test says.</summary>
    internal const string SkipMessage = "Needs Chromium or Chrome, which is not here: install it (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.";

    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Its path; null where there is none.</summary>
    internal static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named
        ? named
        : Places.FirstOrDefault(File.Exists);
}

/// <summary>A fact about the playground in a browser, skipped where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public BrowserFactAttribute() => Skip = Chromium.Path is null ? Chromium.SkipMessage : null;
}

/// <summary>A theory about the playground in a browser, skipped where there is none.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    public BrowserTheoryAttribute() => Skip = Chromium.Path is null ? Chromium.SkipMessage : null;
}
