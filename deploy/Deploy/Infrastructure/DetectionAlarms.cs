using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>The alarms of the stack.</summary>
internal static class DetectionAlarms
{
    /// <summary>Adds the alarms and the topic they go to.</summary>
    internal static void Add(Construct scope, DeploySettings settings, FunctionMetrics function)
    {
        Alarm[] alarms =
        [
            AlarmOf(scope, "ErrorsAlarm", function.Errors, settings.AlarmErrors, 1, "Invocations of the object detection function fail or time out."),
            AlarmOf(scope, "ThrottlesAlarm", function.Throttles, settings.AlarmThrottles, 1,
                "Invocations are refused: raise the concurrency of the account or lower the API's throttling."),
            AlarmOf(scope, "DurationAlarm", function.Duration("p95"), settings.AlarmDurationMs, 3,
                "One invocation in twenty takes longer than it should, for 15 minutes now."),
            AlarmOf(scope, "ServiceErrorsAlarm", ServiceMetrics.Errors, settings.AlarmErrors, 1, "The service counts errors; its log has their reasons."),
            AlarmOf(scope, "InferenceAlarm", ServiceMetrics.InferenceTime("p95"), settings.AlarmInferenceMs, 3,
                "One inference in twenty takes longer than it should, for 15 minutes now."),
        ];

        if (settings.AlarmTopicArn is { } arn)
        {
            SnsAction action = new(Topic.FromTopicArn(scope, "AlarmTopic", arn));
            foreach (Alarm alarm in alarms)
            {
                alarm.AddAlarmAction(action);
                alarm.AddOkAction(action);
            }
        }
    }

    private static Alarm AlarmOf(Construct scope, string id, Metric metric, double threshold, int periods, string description) => new(scope, id, new AlarmProps
    {
        AlarmDescription = description,
        Metric = metric,
        Threshold = threshold,
        EvaluationPeriods = periods,
        ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,

        // No calls, no metrics: missing data is not an error.
        TreatMissingData = TreatMissingData.NOT_BREACHING,
    });
}
