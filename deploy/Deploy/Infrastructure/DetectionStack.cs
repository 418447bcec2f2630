using Amazon.CDK;
using Constructs;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>All of the deployment: the function behind its alias, the REST API in front of it, what keeps it warm and what watches it.</summary>
internal sealed class DetectionStack : Stack
{
    /// <summary>Describes the stack.</summary>
    internal DetectionStack(Construct scope, DeploySettings settings)
        : base(scope, settings.StackName, new StackProps
        {
            StackName = settings.StackName,
            Description = "Object detection: finds objects in pictures, POST /analyze.",
            AnalyticsReporting = false,
        })
    {
        DetectionFunction function = new(this, settings);
        DetectionApi api = new(this, settings, function.Alias);
        WarmUp.Add(this, settings, function.Alias);
        FunctionMetrics metrics = new(function.Alias);
        DetectionAlarms.Add(this, settings, metrics);
        DetectionDashboard.Add(this, settings, metrics, api.Api);
        DetectionOutputs.Add(this, function, api);
    }
}
