using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;

namespace Deploy.Infrastructure;

/// <summary>The metrics that the service writes into its log in CloudWatch's embedded metric format; only the detections have a dimension.</summary>
internal static class ServiceMetrics
{
    private const string DetectionNamespace = "YOLO/ObjectDetection";
    private const string PerformanceNamespace = "YOLO/Performance";
    private const string ErrorNamespace = "YOLO/Errors";

    private static readonly Duration FiveMinutes = Duration.Minutes(5);

    /// <summary>Errors the service counts, whatever it answered.</summary>
    internal static Metric Errors => Metric(ErrorNamespace, "ErrorCount", "sum", "Errors counted by the service");

    /// <summary>Pictures analysed: each writes one inference time.</summary>
    internal static Metric Analyses => Metric(PerformanceNamespace, "InferenceTime", "n", "Pictures analysed");

    /// <summary>Objects found, a line for each picture size. The sizes are not known beforehand, hence the search.</summary>
    internal static MathExpression DetectionsByImageSize => new(new MathExpressionProps
    {
        Expression = $"SEARCH('{{\"{DetectionNamespace}\",ImageSize}} MetricName=\"DetectionCount\"', 'Sum', 300)",
        UsingMetrics = new Dictionary<string, IMetric>(),
        Label = "${PROP('Dim.ImageSize')}",
        Period = FiveMinutes,
    });

    /// <summary>Time of an inference in ms.</summary>
    /// <param name="statistic">Such as <c>p95</c>.</param>
    internal static Metric InferenceTime(string statistic) => Metric(PerformanceNamespace, "InferenceTime", statistic, statistic);

    private static Metric Metric(string space, string name, string statistic, string label) =>
        new(new MetricProps { Namespace = space, MetricName = name, Statistic = statistic, Period = FiveMinutes, Label = label });
}
