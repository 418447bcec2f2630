using Detection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Api.Tests.Health;

/// <summary>The service whose model takes until it is told to.</summary>
public sealed class StartingApiFactory : ApiFactory
{
    private readonly ManualResetEventSlim _mayLoad = new();

    /// <summary>Lets the model load.</summary>
    public void LetModelLoad() => _mayLoad.Set();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton(provider =>
        {
            _mayLoad.Wait();
            return new Detector(provider.GetRequiredService<IOptions<DetectorOptions>>().Value);
        }));
    }

    public override ValueTask DisposeAsync()
    {
        // Before the host is asked to stop: it waits for the model to load.
        _mayLoad.Set();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }
}
