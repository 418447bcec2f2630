namespace Api.Lambda.Runtime;

/// <summary>One invocation as the Runtime API hands it out. Also found among a request's features.</summary>
internal sealed class Invocation(string requestId, PooledBuffer eventBytes) : IDisposable
{
    private bool _isLeft;

    /// <summary>Id of the invocation, the request id of Lambda's own log lines.</summary>
    internal string RequestId { get; } = requestId;

    /// <summary>The event, as JSON in UTF-8. Bodies are decoded in place.</summary>
    internal PooledBuffer Event { get; } = eventBytes;

    /// <summary>When Lambda ends the invocation; null where it is unknown.</summary>
    internal DateTimeOffset? Deadline { get; init; }

    /// <summary>The X-Ray trace header, as <c>Root=...;Parent=...;Sampled=1</c>.</summary>
    internal string? TraceHeader { get; init; }

    /// <summary>ARN of the function, version or alias that was invoked.</summary>
    internal string? FunctionArn { get; init; }

    /// <summary>Whether it is the first one of this sandbox.</summary>
    internal bool IsColdStart { get; init; }

    /// <summary>Whether the service made it itself to warm up.</summary>
    internal bool IsWarmUp { get; init; }

    /// <summary>Leaves the memory to the garbage collector: a request that outlived its deadline may still look at it.</summary>
    internal void Leave() => _isLeft = true;

    public void Dispose()
    {
        if (!_isLeft)
        {
            Event.Dispose();
        }
    }
}
