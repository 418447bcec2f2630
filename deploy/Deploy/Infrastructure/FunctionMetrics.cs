using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.Lambda;

namespace Deploy.Infrastructure;

/// <summary>Lambda's own metrics of the alias; warm-ups count among its invocations.</summary>
/// <param name="alias">The alias.</param>
internal sealed class FunctionMetrics(Alias alias)
{
    private static readonly Duration FiveMinutes = Amazon.CDK.Duration.Minutes(5);

    /// <summary>Invocations, warm-ups included.</summary>
    internal Metric Invocations => alias.MetricInvocations(Sum("Invocations"));

    /// <summary>Invocations that failed or timed out.</summary>
    internal Metric Errors => alias.MetricErrors(Sum("Failed invocations"));

    /// <summary>Invocations refused because no sandbox was available.</summary>
    internal Metric Throttles => alias.MetricThrottles(Sum("Throttled"));

    /// <summary>Invocations beyond the provisioned concurrency.</summary>
    internal Metric Spillover => alias.Metric("ProvisionedConcurrencySpilloverInvocations", Sum("Beyond provisioned concurrency"));

    /// <summary>Concurrent sandboxes.</summary>
    internal Metric Concurrency => alias.Metric("ConcurrentExecutions", new MetricOptions { Statistic = "max", Period = FiveMinutes, Label = "Concurrent" });

    /// <summary>Duration of an invocation in ms.</summary>
    /// <param name="statistic">Such as <c>p95</c>.</param>
    internal Metric Duration(string statistic) => alias.MetricDuration(new MetricOptions { Statistic = statistic, Period = FiveMinutes, Label = statistic });

    private static MetricOptions Sum(string label) => new() { Statistic = "sum", Period = FiveMinutes, Label = label };
}
