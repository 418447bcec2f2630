using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Telemetry;

/// <summary>
/// Where telemetry goes (settings <c>Telemetry</c>). OpenTelemetry's own variables (<c>OTEL_...</c>) are honoured too and take precedence.
/// </summary>
internal sealed class TelemetryOptions
{
    /// <summary>
    /// Address of an OTLP receiver for metrics, traces and logs, such as <c>http://collector:4317</c>. Default: none, and nothing is sent. The same as
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.
    /// </summary>
    [Url(ErrorMessage = "Telemetry:OtlpEndpoint must be an address such as http://collector:4317.")]
    public string? OtlpEndpoint { get; set; }

    /// <summary>The receiver's protocol: <c>grpc</c> or <c>http/protobuf</c>. Default <c>grpc</c>. The same as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    [AllowedValues(null, "grpc", "http/protobuf", ErrorMessage = "Telemetry:OtlpProtocol must be grpc or http/protobuf.")]
    public string? OtlpProtocol { get; set; }

    /// <summary>Whether GET /metrics serves the metrics in Prometheus' text format. Default: true; false in Lambda, where each sandbox counts only its own.</summary>
    public bool? Prometheus { get; set; }

    /// <summary>Whether each analysis writes a line in CloudWatch's embedded metric format to standard output. Default: true in Lambda, else false.</summary>
    public bool? EmbeddedMetrics { get; set; }

    /// <summary>
    /// Whether the dimension <c>ImageSize</c> of those lines is width and height, such as <c>1920x1080</c>, instead of the size class (<c>thumbnail</c>,
    /// <c>small</c>, <c>medium</c>, <c>large</c>, <c>huge</c>). CloudWatch bills each value as a metric of its own every month, so set it only where
    /// pictures have few sizes. The line carries width and height as fields either way. Default false.
    /// </summary>
    public bool ExactImageSize { get; set; }

    /// <summary>
    /// Most milliseconds that sending telemetry may delay the answer of an invocation in Lambda, 10 to 10,000: after the answer the sandbox is
    /// frozen. After a receiver has not answered in that time, nothing is sent to it for 30 seconds. Default 500.
    /// </summary>
    [Range(10, 10_000)]
    public int FlushMs { get; set; } = 500;
}

/// <summary>Validates <see cref="TelemetryOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
