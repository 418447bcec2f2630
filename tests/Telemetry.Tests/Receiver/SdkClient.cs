using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Receiver;

/// <summary>
/// The client of these tests: OpenTelemetry's own SDK and exporter. What would be environment variables reaches it as configuration, from which the SDK
/// reads the same names; this process's own environment stays as it is.
/// </summary>
internal static class SdkClient
{
    internal static TracerProvider Traces(string source, IReadOnlyDictionary<string, string> environment) =>
        Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddEnvironment(environment)).AddSource(source).AddOtlpExporter().Build();

    internal static MeterProvider Metrics(string meter, IReadOnlyDictionary<string, string> environment) =>
        Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddEnvironment(environment)).AddMeter(meter).AddOtlpExporter().Build();

    internal static ILoggerFactory Logs(IReadOnlyDictionary<string, string> environment) => LoggerFactory.Create(logging =>
    {
        logging.Services.AddEnvironment(environment);
        logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter();
        });
    });

    /// <summary>Variables with further ones.</summary>
    internal static Dictionary<string, string> With(this IReadOnlyDictionary<string, string> environment, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> all = new(environment);
        foreach ((string name, string value) in more)
        {
            all[name] = value;
        }

        return all;
    }

    private static void AddEnvironment(this IServiceCollection services, IReadOnlyDictionary<string, string> environment) =>
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(environment!).Build());
}
