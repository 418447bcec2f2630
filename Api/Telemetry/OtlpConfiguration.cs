using System.Globalization;
using Microsoft.Extensions.Configuration.Memory;
using OpenTelemetry.Exporter;

namespace Api.Telemetry;

/// <summary>The OTLP settings and variables, under the names of OpenTelemetry's specification.</summary>
internal static class OtlpConfiguration
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Copies the settings to OpenTelemetry's names, where its libraries look; the variables of those names take precedence. And lets log records
    /// carry their event ids, which the exporter leaves out by default.
    /// </summary>
    internal static void AddOtlpNames(this IConfigurationManager configuration)
    {
        Dictionary<string, string?> values = new() { ["OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES"] = "true" };

        // Validation at the start of the host refuses a value that is no address.
        if (Uri.TryCreate(configuration["Telemetry:OtlpEndpoint"], UriKind.Absolute, out Uri? address))
        {
            values[Endpoint] = address.AbsoluteUri;
        }

        if (IsSet(configuration["Telemetry:OtlpProtocol"]))
        {
            values["OTEL_EXPORTER_OTLP_PROTOCOL"] = configuration["Telemetry:OtlpProtocol"];
        }

        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }

    /// <summary>Whether a signal is sent: it has an address, and nothing turns it off.</summary>
    /// <param name="configuration">The settings with the environment.</param>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    internal static bool IsSent(IConfiguration configuration, string signal) =>
        !IsDisabled(configuration)
        && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (IsSet(configuration[Endpoint]) || IsSet(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));

    /// <summary>Applies the variables for one signal, which the exporter does not read; those for all signals it reads itself.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <param name="configuration">The settings with the environment.</param>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    internal static void Apply(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        // Used unchanged: no path is appended to the address of a signal.
        if (Uri.TryCreate(Variable("ENDPOINT"), UriKind.Absolute, out Uri? endpoint))
        {
            exporter.Endpoint = endpoint;
        }

        exporter.Protocol = Variable("PROTOCOL") switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => exporter.Protocol,
        };
        if (IsSet(Variable("HEADERS")))
        {
            exporter.Headers = Variable("HEADERS");
        }

        if (int.TryParse(Variable("TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds))
        {
            exporter.TimeoutMilliseconds = milliseconds;
        }

        string? Variable(string name) => configuration[$"OTEL_EXPORTER_OTLP_{signal}_{name}"];
    }

    /// <summary>Whether OpenTelemetry is turned off altogether.</summary>
    internal static bool IsDisabled(IConfiguration configuration) =>
        string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);
}
