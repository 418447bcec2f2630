using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Api.Settings;

/// <summary>Settings: where they come from and how they become options.</summary>
internal static class SettingsExtensions
{
    /// <summary>The plain names that are honoured beside <c>Detection__...</c> and <c>Access__...</c>, and the settings they stand for.</summary>
    internal static readonly (string Name, string Setting)[] PlainNames =
    [
        ("MODEL_PATH", "Detection:ModelPath"),
        ("CONFIDENCE_THRESHOLD", "Detection:ConfidenceThreshold"),
        ("IOU_THRESHOLD", "Detection:IouThreshold"),
        ("API_KEYS", "Access:Keys"),
    ];

    /// <summary>
    /// Lets <c>MODEL_PATH</c>, <c>CONFIDENCE_THRESHOLD</c>, <c>IOU_THRESHOLD</c> and <c>API_KEYS</c> set what they name: stronger than
    /// appsettings.json, weaker than the environment's <c>Detection__...</c> and <c>Access__...</c> and the command line.
    /// </summary>
    internal static void AddPlainNames(this IConfigurationManager configuration)
    {
        Dictionary<string, string?> values = PlainNames
            .Select(pair => (pair.Setting, Value: Environment.GetEnvironmentVariable(pair.Name)))
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .ToDictionary(pair => pair.Setting, pair => pair.Value);

        // Behind the last file, before the sources that override it.
        int place = configuration.Sources.Select((source, index) => source is FileConfigurationSource ? index + 1 : 0).DefaultIfEmpty(0).Max();
        configuration.Sources.Insert(place, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = values });
    }

    /// <summary>
    /// Reads a section into options and validates them before the host starts: values that cannot be read, names that are no settings and values
    /// out of range are all named together.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">What checks their ranges.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">Name of the section.</param>
    internal static IServiceCollection AddSettings<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(
        this IServiceCollection services, string section)
        where TOptions : class, new()
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSettings<TOptions>(section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services;
    }

    /// <summary>Reads a section whose values have no ranges to check: values that cannot be read and names that are no settings are named together.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">Name of the section.</param>
    internal static IServiceCollection AddSettings<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services, string section)
        where TOptions : class, new()
    {
        services.AddSingleton(provider => new SettingsSection<TOptions>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
        services.AddSingleton<IConfigureOptions<TOptions>>(provider => provider.GetRequiredService<SettingsSection<TOptions>>());
        services.AddSingleton<IValidateOptions<TOptions>>(provider => provider.GetRequiredService<SettingsSection<TOptions>>());
        services.AddOptions<TOptions>().ValidateOnStart();
        return services;
    }
}
