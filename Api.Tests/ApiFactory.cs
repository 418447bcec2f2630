using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Api.Tests;

/// <summary>The service on a port of its own, with Kestrel in front as in production. As a fixture it has the settings the project ships.</summary>
public class ApiFactory : WebApplicationFactory<Program>, IAsyncLifetime
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);

    private readonly (string Name, string Value)[] _settings;
    private HttpClient? _client;

    public ApiFactory()
        : this([])
    {
    }

    protected ApiFactory((string Name, string Value)[] settings)
    {
        _settings = settings;

        // Not UseKestrel(0): that sets the port after the host is built, when the service may already be starting.
        UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    /// <summary>The one client of this service.</summary>
    public HttpClient Client => _client ??= CreateClient();

    /// <summary>What the service logged as an error: every 500 is there.</summary>
    internal ErrorLog Errors { get; } = new();

    /// <summary>The service with settings of its own, ready for requests.</summary>
    public static async Task<ApiFactory> StartAsync(params (string Name, string Value)[] settings)
    {
        ApiFactory factory = new(settings);
        await factory.WaitUntilReadyAsync();
        return factory;
    }

    /// <summary>Waits for the model, which loads in the background.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using CancellationTokenSource timeout = new(ReadyTimeout);
        while (true)
        {
            using HttpResponseMessage response = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), timeout.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(50, timeout.Token);
        }
    }

    Task IAsyncLifetime.InitializeAsync() => WaitUntilReadyAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach ((string name, string value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Errors));
    }
}

/// <summary>The tests that share one service with the settings the project ships.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApi : ICollectionFixture<ApiFactory>
{
    public const string Name = "Shared service";
}
