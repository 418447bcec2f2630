namespace Api.Limits;

/// <summary>
/// A resource with one or more holders, released when the last of them disposes it. A request holds its memory and its slot; work that outlasts the
/// request's answer holds them too.
/// </summary>
internal abstract class Shareable : IDisposable
{
    private int _holders = 1;

    /// <summary>Whether it has more than one holder.</summary>
    internal bool IsShared => Volatile.Read(ref _holders) > 1;

    /// <summary>Adds a holder, which must dispose it once. The caller must be a holder itself.</summary>
    internal void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Removes a holder; the last one releases the resource.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Release();
        }
    }

    /// <summary>Gives the resource back. Called once.</summary>
    protected abstract void Release();
}
