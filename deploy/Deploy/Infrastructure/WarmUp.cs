using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>Keeps sandboxes warm: a rule that calls the alias every few minutes, several times at once.</summary>
internal static class WarmUp
{
    // Lambda ends an idle sandbox after some minutes; how many is not documented.
    private const double EveryMinutes = 5;

    // Each warm-up holds its sandbox so long that the others need sandboxes of their own.
    private const int HoldMs = 500;

    /// <summary>Adds the rule; none for 0 warm-ups.</summary>
    internal static void Add(Construct scope, DeploySettings settings, Alias alias)
    {
        if (settings.WarmUps == 0)
        {
            return;
        }

        Rule rule = new(scope, "WarmUp", new RuleProps
        {
            Description = $"Keeps {settings.WarmUps} sandboxes of the object detection function warm.",
            Schedule = Schedule.Rate(Duration.Minutes(EveryMinutes)),
        });

        Dictionary<string, object> warmUp = new() { ["warmup"] = true, ["hold_ms"] = HoldMs };
        for (int count = 0; count < settings.WarmUps; count++)
        {
            rule.AddTarget(new LambdaFunction(alias, new LambdaFunctionProps { Event = RuleTargetInput.FromObject(warmUp), RetryAttempts = 0 }));
        }
    }
}
