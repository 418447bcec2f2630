using System.Globalization;
using Microsoft.Extensions.Configuration.Memory;
using OpenTelemetry.Exporter;

namespace Api.Telemetry;

/// <summary>What the environment and the settings say of OTLP, under the names of OpenTelemetry's specification.</summary>
internal static class OtlpConfiguration
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Puts the settings under OpenTelemetry's names, weaker than those names themselves, since its libraries look only there. And lets log records
    /// carry their event ids, which its exporter leaves out otherwise.
    /// </summary>
    internal static void AddOtlpNames(this IConfigurationManager configuration)
    {
        Dictionary<string, string?> values = new() { ["OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES"] = "true" };

        // One that is no address is refused with the other settings when the host starts.
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

    /// <summary>Whether a signal is to be sent: there is an address for it, and nothing turns it off.</summary>
    /// <param name="configuration">The settings with the environment.</param>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    internal static bool IsSent(IConfiguration configuration, string signal) =>
        !IsDisabled(configuration)
        && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (IsSet(configuration[Endpoint]) || IsSet(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));

    /// <summary>Sets an exporter up by the variables for its signal alone, which its library passes over; those for all it reads itself.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <param name="configuration">The settings with the environment.</param>
    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    internal static void Apply(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        // Taken as it is: no path is appended to the address of a signal.
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
