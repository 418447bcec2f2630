namespace Lambda.Tests;

/// <summary>The kinds of events that HTTP requests come as, under the names the gateway has for them.</summary>
public sealed class EventKinds : TheoryData<string>
{
    /// <summary>REST API, HTTP API and Function URL, Application Load Balancer.</summary>
    internal static readonly string[] All = ["v1", "v2", "alb"];

    public EventKinds() => AddRange(All);
}
