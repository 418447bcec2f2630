namespace Api.Lambda;

/// <summary>
/// What other parts of the service do at the moments in which a sandbox stands still. A singleton; register hooks before the host starts.
/// Outside Lambda there is none.
/// </summary>
internal sealed class LambdaHooks
{
    private readonly List<Func<CancellationToken, ValueTask>> _beforeSnapshot = [];
    private readonly List<Func<CancellationToken, ValueTask>> _afterRestore = [];
    private readonly List<Func<CancellationToken, ValueTask>> _beforeResponse = [];

    /// <summary>Whether anything waits for the end of an invocation.</summary>
    internal bool HasBeforeResponse => _beforeResponse.Count > 0;

    /// <summary>Registers what must happen before the snapshot, such as closing connections. Run in reverse order; a failure fails the init phase.</summary>
    internal void BeforeSnapshot(Func<CancellationToken, ValueTask> hook) => _beforeSnapshot.Add(hook);

    /// <summary>
    /// Registers what must happen in each sandbox made from the snapshot, such as drawing random ids anew. Run in order, 10 s at most; a failure
    /// fails the sandbox.
    /// </summary>
    internal void AfterRestore(Func<CancellationToken, ValueTask> hook) => _afterRestore.Add(hook);

    /// <summary>
    /// Registers what must happen between an invocation's end and its answer, such as flushing telemetry: after the answer the sandbox is frozen.
    /// Run in order; a failure is logged. The caller waits for it.
    /// </summary>
    internal void BeforeResponse(Func<CancellationToken, ValueTask> hook) => _beforeResponse.Add(hook);

    internal ValueTask RunBeforeSnapshotAsync(CancellationToken cancellation) => RunAsync(Enumerable.Reverse(_beforeSnapshot), cancellation);

    internal ValueTask RunAfterRestoreAsync(CancellationToken cancellation) => RunAsync(_afterRestore, cancellation);

    internal ValueTask RunBeforeResponseAsync(CancellationToken cancellation) => RunAsync(_beforeResponse, cancellation);

    private static async ValueTask RunAsync(IEnumerable<Func<CancellationToken, ValueTask>> hooks, CancellationToken cancellation)
    {
        foreach (Func<CancellationToken, ValueTask> hook in hooks)
        {
            await hook(cancellation);
        }
    }
}
