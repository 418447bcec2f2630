namespace Playground.Tests;

/// <summary>The screens that the playground is looked at on.</summary>
internal static class Screens
{
    internal static BrowserNewContextOptions Desk { get; } = new() { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } };

    internal static BrowserNewContextOptions Dark { get; } = new(Desk) { ColorScheme = ColorScheme.Dark };

    internal static BrowserNewContextOptions Phone { get; } = new()
    {
        ViewportSize = new ViewportSize { Width = 360, Height = 740 },
        DeviceScaleFactor = 3,
        HasTouch = true,
        IsMobile = true,
    };

    /// <summary>A screen by its name.</summary>
    internal static BrowserNewContextOptions Of(string name) => name switch
    {
        "desk" => Desk,
        "dark" => Dark,
        _ => Phone,
    };
}
