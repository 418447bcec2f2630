using System.Diagnostics;

namespace Api.Lambda.Runtime;

/// <summary>The activity that an invocation runs under: X-Ray's trace goes on in it, and with it in whatever the service traces and logs.</summary>
internal static class InvocationTrace
{
    /// <summary>Name of the activity source.</summary>
    internal const string SourceName = "Api.Lambda";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the activity and makes it the current one. There is one even if nobody listens, so that the trace id is known to all.</summary>
    internal static Activity Start(Invocation invocation)
    {
        ActivityContext parent = XRayTrace.Parse(invocation.TraceHeader);
        Activity? activity = Source.CreateActivity("Invocation", ActivityKind.Server, parent);
        if (activity is null)
        {
            activity = new Activity("Invocation");
            activity.SetIdFormat(ActivityIdFormat.W3C);
            if (parent.TraceId != default)
            {
                activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            }
        }

        activity.SetTag("faas.invocation_id", invocation.RequestId);
        activity.SetTag("faas.coldstart", invocation.IsColdStart);
        activity.SetTag("aws.lambda.invoked_arn", invocation.FunctionArn);
        return activity.Start();
    }
}
