using System.Reflection;

namespace Api;

/// <summary>The version of this build.</summary>
internal static class ServiceVersion
{
    internal static string Current { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
