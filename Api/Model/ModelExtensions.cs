using Api.OpenApi;
using Api.Settings;
using Detection;

namespace Api.Model;

/// <summary>Registration of the model.</summary>
internal static class ModelExtensions
{
    /// <summary>Adds the detector that the settings describe, loaded in the background.</summary>
    internal static IServiceCollection AddModel(this IServiceCollection services)
    {
        services.AddSettings<DetectorOptions, DetectorOptionsValidator>("Detection");
        services.AddSettings<ModelOptions, ModelOptionsValidator>("Model");
        services.AddDetector();
        services.AddSingleton<ModelHost>();
        return OpenApiExtensions.IsGeneratingDocument
            ? services
            : services.AddHostedService(static provider => provider.GetRequiredService<ModelHost>());
    }
}
