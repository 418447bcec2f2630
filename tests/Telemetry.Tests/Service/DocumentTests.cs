using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenTelemetry.Proto.Metrics.V1;
using TestSupport;

namespace Telemetry.Tests.Service;

/// <summary>docs/telemetry.md says what a receiver gets, no more and no less.</summary>
public sealed class DocumentTests
{
    private static readonly string[] OwnScopes = ["Detection", "Api"];

    [Fact]
    public async Task Metrics_AsReceived_AreThoseOfTheDocument()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using ExportingService service = await ExportingService.StartAsync(receiver.EnvironmentFor(OtlpProtocol.Grpc), ("Limits__RequestTimeoutSeconds", "2"));
        using HttpResponseMessage analyzed = await service.AnalyzeAsync();
        using HttpResponseMessage annotated = await service.AnalyzeAsync(accept: "image/jpeg");
        await StallAsync(service.Client.BaseAddress!);
        await receiver.WaitForMetricAsync("detection.refusals");
        await receiver.WaitForMetricAsync("detection.stage.duration", metric => metric.HistogramPoints.Count == 7);

        string[] document = await File.ReadAllLinesAsync(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"));
        Dictionary<string, string[]> rows = document
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .GroupBy(cells => cells[0].Trim('`')).ToDictionary(group => group.Key, group => group.First());
        ReceivedMetric[] received = [.. receiver.Metrics.Where(metric => OwnScopes.Contains(metric.Scope.Name)).GroupBy(metric => metric.Name).Select(group => group.Last())];
        Assert.Equal(
            rows.Where(row => row.Value.Length == 5 && row.Value[1] is "counter" or "histogram" or "up-down counter").Select(row => row.Key).Order(),
            received.Select(metric => metric.Name).Order());
        foreach (ReceivedMetric metric in received)
        {
            string[] row = rows[metric.Name];
            Assert.Equal(KindOf(metric), row[1]);
            Assert.Equal(metric.Unit, row[2].Trim('`'));
            Assert.Equal(metric.Description, row[4]);
            IEnumerable<KeyValuePair<string, string>> attributes = metric.NumberPoints.Select(point => point.Attributes)
                .Concat(metric.HistogramPoints.Select(point => point.Attributes))
                .SelectMany(point => point.Names.Select(key => KeyValuePair.Create(key, point.GetString(key)!)));
            string documented = row[3].Trim('`');
            Assert.All(attributes, attribute => Assert.Equal(documented, attribute.Key));

            // The values too, where they are a list: class names are the model's.
            string values = string.Concat(document.Where(line => line.StartsWith($"| `{documented}`", StringComparison.Ordinal)));
            Assert.All(attributes.Where(attribute => attribute.Key != "detection.class"), attribute => Assert.Contains($"`{attribute.Value}`", values, StringComparison.Ordinal));
        }
    }

    private static string KindOf(ReceivedMetric metric) => metric switch
    {
        { Kind: Metric.DataOneofCase.Histogram } => "histogram",
        { Kind: Metric.DataOneofCase.Sum, IsMonotonic: true } => "counter",
        { Kind: Metric.DataOneofCase.Sum } => "up-down counter",
        _ => $"{metric.Kind}",
    };

    /// <summary>Sends a request whose body never ends, which is refused in time.</summary>
    private static async Task StallAsync(Uri service)
    {
        using TcpClient connection = new(service.Host, service.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\nx"));
        byte[] status = new byte[12];
        await connection.GetStream().ReadExactlyAsync(status);
        Assert.Equal($"HTTP/1.1 {(int)HttpStatusCode.GatewayTimeout}", Encoding.ASCII.GetString(status));
    }
}
