using System.Net;
using OpenTelemetry.Metrics;

namespace Telemetry.Tests;

/// <summary>docs/telemetry.md lists what the service records, no more and no less.</summary>
[Collection(nameof(Alone))]
public sealed class DocumentTests
{
    private static readonly string[] OwnMeters = ["Detection", "Api"];

    [Fact]
    public async Task Metrics_AsRecorded_AreThoseOfTheDocument()
    {
        const string Key = "key-of-the-test";
        await using RecordingService service = await RecordingService.StartAsync(("Access:Keys", Key));
        using HttpResponseMessage analyzed = await service.Client.AnalyzeAsync(("X-API-Key", Key));
        using HttpResponseMessage annotated = await service.Client.AnalyzeAsync(("X-API-Key", Key), ("Accept", "image/jpeg"));
        using HttpResponseMessage refused = await service.Client.AnalyzeAsync();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized], [analyzed.StatusCode, annotated.StatusCode, refused.StatusCode]);
        await service.EndAsync();

        string[] document = await File.ReadAllLinesAsync(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"));
        Dictionary<string, string[]> rows = document
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .GroupBy(cells => cells[0].Trim('`')).ToDictionary(group => group.Key, group => group.First());
        MetricSnapshot[] recorded =
            [.. service.Metrics.Where(metric => OwnMeters.Contains(metric.MeterName)).GroupBy(metric => metric.Name).Select(group => group.Last())];
        Assert.Equal(
            rows.Where(row => row.Value.Length == 5 && row.Value[1] is "counter" or "histogram" or "up-down counter").Select(row => row.Key).Order(),
            recorded.Select(metric => metric.Name).Order());
        foreach (MetricSnapshot metric in recorded)
        {
            string[] row = rows[metric.Name];
            Assert.Equal(KindOf(metric.MetricType), row[1]);
            Assert.Equal(metric.Unit, row[2].Trim('`'));
            Assert.Equal(metric.Description, row[4]);
            string documented = row[3].Trim('`');
            List<KeyValuePair<string, object?>> attributes = [];
            foreach (MetricPoint point in metric.MetricPoints)
            {
                foreach (KeyValuePair<string, object?> tag in point.Tags)
                {
                    attributes.Add(tag);
                }
            }

            Assert.All(attributes, attribute => Assert.Equal(documented, attribute.Key));

            // The values too, where the document lists them: class names are the model's.
            string values = string.Concat(document.Where(line => line.StartsWith($"| `{documented}`", StringComparison.Ordinal)));
            Assert.All(
                attributes.Where(attribute => attribute.Key != "detection.class"),
                attribute => Assert.Contains($"`{attribute.Value}`", values, StringComparison.Ordinal));
        }
    }

    private static string KindOf(MetricType type) => type switch
    {
        MetricType.Histogram => "histogram",
        MetricType.LongSum => "counter",
        MetricType.LongSumNonMonotonic => "up-down counter",
        _ => $"{type}",
    };
}
