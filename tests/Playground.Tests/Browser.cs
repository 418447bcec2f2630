namespace Playground.Tests;

/// <summary>One browser and one service for all tests of the playground.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Service? _service;

    /// <summary>The service with the settings the project ships.</summary>
    internal Service Service => _service!;

    public async Task InitializeAsync()
    {
        // Skipped tests still get their fixture.
        if (Chromium.Path is null)
        {
            return;
        }

        Task<Service> service = Service.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path,

            // Its sandbox needs rights that root in a container does not have; it sees nothing but the service here.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        _service = await service;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    /// <summary>A window of somebody who has never been there, for a test that opens the playground itself.</summary>
    internal Task<IBrowserContext> NewContextAsync() => _browser!.NewContextAsync();

    /// <summary>
    /// Opens the playground as somebody who has never been there, does something, and then requires what holds in every test: nothing was asked of another
    /// origin, and the browser had nothing to complain of.
    /// </summary>
    internal Task RunAsync(Func<Playground, Task> test, BrowserNewContextOptions? options = null) => RunAsync(Service, test, options);

    /// <inheritdoc cref="RunAsync(Func{Playground, Task}, BrowserNewContextOptions?)"/>
    internal async Task RunAsync(Service service, Func<Playground, Task> test, BrowserNewContextOptions? options = null)
    {
        await using IBrowserContext context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        Playground playground = await Playground.OpenAsync(context, service);
        await test(playground);
        playground.RequireClean();
    }
}

/// <summary>The tests that share the browser: one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Browser";
}
