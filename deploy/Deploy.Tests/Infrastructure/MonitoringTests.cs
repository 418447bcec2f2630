using System.Text.Json;

namespace Deploy.Tests.Infrastructure;

[Collection(CdkTests.Name)]
public sealed class MonitoringTests(SynthesizedStacks stacks)
{
    [NodeFact]
    public void Alarms_Standard_WatchTheAliasAndTheService() => Assert.Equal(
        [
            "AWS/Lambda Duration p95 >= 5000 (3), alias",
            "AWS/Lambda Errors Sum >= 5 (1), alias",
            "AWS/Lambda Throttles Sum >= 5 (1), alias",
            "YOLO/Errors ErrorCount Sum >= 5 (1)",
            "YOLO/Performance InferenceTime p95 >= 2000 (3)",
        ],
        Alarms(stacks.Standard));

    [NodeFact]
    public void Alarms_Turned_FollowTheKnobs() => Assert.Equal(
        [
            "AWS/Lambda Duration p95 >= 400 (3), alias",
            "AWS/Lambda Errors Sum >= 2 (1), alias",
            "AWS/Lambda Throttles Sum >= 3 (1), alias",
            "YOLO/Errors ErrorCount Sum >= 2 (1)",
            "YOLO/Performance InferenceTime p95 >= 100 (3)",
        ],
        Alarms(stacks.Turned));

    [NodeFact]
    public void Alarms_Silence_IsNoFault() =>
        Assert.All(stacks.Standard.Resources("AWS::CloudWatch::Alarm"), alarm =>
            Assert.Equal("notBreaching", alarm.GetProperty("Properties").GetProperty("TreatMissingData").GetString()));

    [NodeFact]
    public void Alarms_Topic_GetsThemAndTheirEnd()
    {
        Assert.All(stacks.Turned.Resources("AWS::CloudWatch::Alarm"), alarm =>
        {
            Assert.Equal("arn:aws:sns:eu-central-1:123456789012:oncall", Action(alarm, "AlarmActions"));
            Assert.Equal("arn:aws:sns:eu-central-1:123456789012:oncall", Action(alarm, "OKActions"));
        });
        Assert.All(stacks.Standard.Resources("AWS::CloudWatch::Alarm"), alarm =>
            Assert.False(alarm.GetProperty("Properties").TryGetProperty("AlarmActions", out _)));

        static string? Action(JsonElement alarm, string kind) => Assert.Single(alarm.GetProperty("Properties").GetProperty(kind).EnumerateArray()).GetString();
    }

    [NodeFact]
    public void Dashboard_Body_ShowsTheMetricsOfServiceFunctionAndApi()
    {
        JsonElement dashboard = stacks.Standard.Only("AWS::CloudWatch::Dashboard");
        Assert.Equal("ObjectDetection-{AWS::Region}", SynthesizedTemplate.Text(dashboard.GetProperty("DashboardName")));

        using JsonDocument body = JsonDocument.Parse(SynthesizedTemplate.Text(dashboard.GetProperty("DashboardBody")));
        string[] metrics = [.. body.RootElement.GetProperty("widgets").EnumerateArray()
            .SelectMany(widget => widget.GetProperty("properties").GetProperty("metrics").EnumerateArray())
            .Select(metric => metric[0].ValueKind == JsonValueKind.Object ? metric[0].GetProperty("expression").GetString()! : $"{metric[0]} {metric[1]}")
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "AWS/ApiGateway 4XXError", "AWS/ApiGateway 5XXError", "AWS/ApiGateway Count", "AWS/ApiGateway Latency",
                "AWS/Lambda ConcurrentExecutions", "AWS/Lambda Duration", "AWS/Lambda Errors", "AWS/Lambda Invocations",
                "AWS/Lambda ProvisionedConcurrencySpilloverInvocations", "AWS/Lambda Throttles",
                "SEARCH('{\"YOLO/ObjectDetection\",ImageSize} MetricName=\"DetectionCount\"', 'Sum', 300)",
                "YOLO/Errors ErrorCount", "YOLO/Performance InferenceTime",
            ],
            metrics);
    }

    private static List<string> Alarms(SynthesizedTemplate stack) =>
        [.. stack.Resources("AWS::CloudWatch::Alarm").Select(alarm => Describe(alarm.GetProperty("Properties"))).Order(StringComparer.Ordinal)];

    // CloudFormation has two ways to write an alarm's metric.
    private static string Describe(JsonElement alarm)
    {
        JsonElement metric = alarm;
        JsonElement statistic = alarm;
        if (alarm.TryGetProperty("Metrics", out JsonElement metrics))
        {
            statistic = metrics[0].GetProperty("MetricStat");
            metric = statistic.GetProperty("Metric");
        }

        string name = statistic.TryGetProperty("Stat", out JsonElement stat) || statistic.TryGetProperty("Statistic", out stat) ? stat.GetString()!
            : statistic.GetProperty("ExtendedStatistic").GetString()!;
        bool isAlias = metric.TryGetProperty("Dimensions", out JsonElement dimensions)
            && dimensions.EnumerateArray().Any(dimension => dimension.GetProperty("Name").GetString() == "Resource"
                && SynthesizedTemplate.Text(dimension.GetProperty("Value")).EndsWith(":live", StringComparison.Ordinal));
        Assert.Equal("GreaterThanOrEqualToThreshold", alarm.GetProperty("ComparisonOperator").GetString());
        return $"{metric.GetProperty("Namespace")} {metric.GetProperty("MetricName")} {name}"
            + $" >= {alarm.GetProperty("Threshold")} ({alarm.GetProperty("EvaluationPeriods")})"
            + (isAlias ? ", alias" : string.Empty);
    }
}
