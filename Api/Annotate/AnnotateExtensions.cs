using Detection;
using Detection.Annotation;
using Microsoft.Extensions.Options;

namespace Api.Annotate;

/// <summary>Registration of what draws.</summary>
internal static class AnnotateExtensions
{
    /// <summary>Adds the annotator, with the limits on pictures that the detector has.</summary>
    internal static IServiceCollection AddAnnotation(this IServiceCollection services) =>
        services.AddSingleton(static provider => new Annotator(provider.GetRequiredService<IOptions<DetectorOptions>>().Value));
}
