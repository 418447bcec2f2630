using System.Globalization;
using System.Net;
using Api.Tests.Analyze;

namespace Api.Tests.Telemetry;

public sealed class PrometheusTests
{
    [Fact]
    public async Task Metrics_AfterAnalyses_CountThem()
    {
        await using ApiFactory api = await ApiFactory.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await api.AnalyzeAsync(SamplePictures.Dog);
        }

        // The server counts a request after its caller has the answer. Other tests of this process count on the same meters.
        string text = await MetricsAsync(api);
        for (int look = 0; look < 100 && !(Value(text, "http_server_request_duration_seconds_count{", "\"/analyze\"") >= 3); look++)
        {
            await Task.Delay(100);
            text = await MetricsAsync(api);
        }

        Assert.True(Value(text, "http_server_request_duration_seconds_count{", "\"/analyze\"") >= 3);
        Assert.True(Value(text, "detection_analyses_total{", "success") >= 3);
        Assert.True(Value(text, "detection_detections_total{", "\"dog\"") >= 3);
        Assert.True(Value(text, "detection_stage_duration_seconds_count{", "\"encode\"") >= 3);
    }

    [Fact]
    public async Task Metrics_TurnedOff_AreNotThere()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Telemetry:Prometheus", "false"));
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<string> MetricsAsync(ApiFactory api)
    {
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync();
    }

    private static double Value(string text, string name, string label)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
