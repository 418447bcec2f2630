using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.TestSupport.Server;

/// <summary>
/// Gives a server names of its own for what ASP.NET Core tells of its requests. Code under test in the same process that listens to ASP.NET Core would
/// otherwise trace and measure the receiver's requests, and each export would cause the next.
/// </summary>
internal static class Unobserved
{
    private const string Name = "Telemetry.TestSupport";

    internal static void AddUnobserved(this IServiceCollection services)
    {
        services.AddSingleton(new ActivitySource(Name));
        services.AddSingleton<IMeterFactory, RenamingMeterFactory>();
    }

    private sealed class RenamingMeterFactory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new($"{Name}/{options.Name}", options.Version);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
