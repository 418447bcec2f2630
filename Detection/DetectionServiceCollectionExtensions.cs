using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Detection;

/// <summary>Registration for dependency injection.</summary>
public static class DetectionServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="Detector"/>, set up by <see cref="DetectorOptions"/>. The model is loaded when the detector is first resolved.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Configures the options; null for none.</param>
    public static IServiceCollection AddDetector(this IServiceCollection services, Action<DetectorOptions>? configure = null)
    {
        OptionsBuilder<DetectorOptions> options = services.AddOptions<DetectorOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DetectorOptions>, DetectorOptionsValidator>());
        return services.AddSingleton(static provider => new Detector(
            provider.GetRequiredService<IOptions<DetectorOptions>>().Value, provider.GetService<ILogger<Detector>>()));
    }
}
