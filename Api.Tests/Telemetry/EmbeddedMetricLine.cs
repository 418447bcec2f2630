using System.Text.Json;

namespace Api.Tests.Telemetry;

/// <summary>
/// A line in CloudWatch's embedded metric format, checked against the rules its specification publishes as a JSON schema: the members of <c>_aws</c>,
/// their types and bounds, and that every metric and dimension named there stands in the line.
/// </summary>
internal sealed class EmbeddedMetricLine
{
    private static readonly string[] Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits",
        "Terabits", "Percent", "Count", "None",
    ];

    private readonly List<(string Space, string[] Dimensions, string Name, string Unit)> _metrics = [];
    private readonly JsonElement _line;

    internal EmbeddedMetricLine(string line)
    {
        _line = JsonElement.Parse(line);
        JsonElement metadata = _line.GetProperty("_aws");
        Written = DateTimeOffset.FromUnixTimeMilliseconds(metadata.GetProperty("Timestamp").GetInt64());
        foreach (JsonElement directive in metadata.GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            string space = Text(directive, "Namespace");
            JsonElement sets = directive.GetProperty("Dimensions");
            Assert.True(sets.GetArrayLength() >= 1);
            foreach (JsonElement set in sets.EnumerateArray())
            {
                string[] dimensions = [.. set.EnumerateArray().Select(dimension => dimension.GetString()!)];
                Assert.True(dimensions.Length <= 30);
                Assert.All(dimensions, dimension => Assert.InRange(Text(_line, dimension).Length, 1, 1024));
                foreach (JsonElement metric in directive.GetProperty("Metrics").EnumerateArray())
                {
                    string name = Text(metric, "Name");
                    string unit = Text(metric, "Unit");
                    Assert.Contains(unit, Units);
                    Assert.Equal(JsonValueKind.Number, _line.GetProperty(name).ValueKind);
                    _metrics.Add((space, dimensions, name, unit));
                }
            }
        }

        Assert.True(_metrics.Count <= 100);
    }

    internal DateTimeOffset Written { get; }

    /// <summary>The metrics, as namespace, dimensions with commas, name and unit.</summary>
    internal IEnumerable<(string Space, string Dimensions, string Name, string Unit)> Measured =>
        _metrics.Select(metric => (metric.Space, string.Join(',', metric.Dimensions), metric.Name, metric.Unit));

    /// <summary>The value of a metric, or of a field that is a number.</summary>
    internal double Value(string name) => _line.GetProperty(name).GetDouble();

    /// <summary>The value of a dimension.</summary>
    internal string Dimension(string name) => Text(_line, name);

    private static string Text(JsonElement element, string member)
    {
        string? text = element.GetProperty(member).GetString();
        Assert.InRange(text?.Length ?? 0, 1, 1024);
        return text!;
    }
}
