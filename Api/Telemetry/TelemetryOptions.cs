using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Telemetry;

/// <summary>
/// Where the service tells of its work (settings <c>Telemetry</c>). OpenTelemetry's own variables (<c>OTEL_...</c>) are honoured too and are
/// stronger.
/// </summary>
internal sealed class TelemetryOptions
{
    /// <summary>
    /// Address of an OTLP receiver, such as <c>http://collector:4317</c>, that metrics, traces and logs are sent to. Default: none, which sends
    /// nothing. <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is the same.
    /// </summary>
    [Url(ErrorMessage = "Telemetry:OtlpEndpoint must be an address such as http://collector:4317.")]
    public string? OtlpEndpoint { get; set; }

    /// <summary>How it is spoken to: <c>grpc</c> or <c>http/protobuf</c>. Default <c>grpc</c>. <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> is the same.</summary>
    [AllowedValues(null, "grpc", "http/protobuf", ErrorMessage = "Telemetry:OtlpProtocol must be grpc or http/protobuf.")]
    public string? OtlpProtocol { get; set; }

    /// <summary>Whether GET /metrics gives the metrics in Prometheus' text form. Default: yes, but not in Lambda, where each sandbox would count for itself.</summary>
    public bool? Prometheus { get; set; }

    /// <summary>Whether a line in CloudWatch's embedded metric format is written to standard output for each analysis. Default: in Lambda only.</summary>
    public bool? EmbeddedMetrics { get; set; }

    /// <summary>
    /// Milliseconds that sending telemetry may hold up the answer of an invocation in Lambda, 10 to 10,000: after the answer the sandbox is
    /// frozen. A receiver that did not answer in that time is left alone for half a minute. Default 500.
    /// </summary>
    [Range(10, 10_000)]
    public int FlushMs { get; set; } = 500;
}

/// <summary>Validates <see cref="TelemetryOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
