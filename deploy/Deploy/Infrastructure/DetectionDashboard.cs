using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>The page an operator opens first: what callers see, what the service does, what Lambda does.</summary>
internal static class DetectionDashboard
{
    private const double Width = 8;
    private const double Height = 6;

    /// <summary>Adds the dashboard.</summary>
    internal static void Add(Construct scope, DeploySettings settings, FunctionMetrics function, RestApi api)
    {
        MetricOptions sum = new() { Statistic = "sum" };
        MetricOptions p50 = new() { Statistic = "p50" };
        MetricOptions p95 = new() { Statistic = "p95" };
        Dashboard dashboard = new(scope, "Dashboard", new DashboardProps
        {
            // Dashboards are one list for all regions of an account.
            DashboardName = $"{settings.StackName}-{Aws.REGION}",
            DefaultInterval = Duration.Hours(3),
        });

        dashboard.AddWidgets(
            Graph("Requests", "requests", [api.MetricCount(sum)]),
            Graph("Answers that are errors", "answers", [api.MetricClientError(sum), api.MetricServerError(sum)]),
            Graph("Time to the answer", "ms", [api.MetricLatency(p50), api.MetricLatency(p95)]));
        dashboard.AddWidgets(
            Graph("Pictures and errors", "in 5 minutes", [ServiceMetrics.Analyses, ServiceMetrics.Errors]),
            Graph("Inference time", "ms", [ServiceMetrics.InferenceTime("p50"), ServiceMetrics.InferenceTime("p95"), ServiceMetrics.InferenceTime("p99")]),
            Graph("Objects found by picture size", "objects", [ServiceMetrics.DetectionsByImageSize]));
        dashboard.AddWidgets(
            Graph("Invocations, warm-ups included", "in 5 minutes", [function.Invocations, function.Errors, function.Throttles]),
            Graph("Duration of an invocation", "ms", [function.Duration("p50"), function.Duration("p95"), function.Duration("p99")]),
            Graph("Concurrency", "sandboxes", [function.Concurrency, function.Spillover]));
    }

    private static GraphWidget Graph(string title, string axis, IMetric[] lines) => new(new GraphWidgetProps
    {
        Title = title,
        Left = lines,
        LeftYAxis = new YAxisProps { Label = axis, Min = 0, ShowUnits = false },
        Width = Width,
        Height = Height,
    });
}
