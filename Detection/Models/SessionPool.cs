using Microsoft.Extensions.ObjectPool;

namespace Detection.Models;

/// <summary>The bounded set of places a model runs in: as many analyses run at once as there are sessions, the rest wait in turn.</summary>
internal sealed class SessionPool : IDisposable
{
    private readonly ObjectPool<ModelSession> _sessions;
    private readonly SemaphoreSlim _free;
    private volatile bool _isClosed;

    /// <summary>Makes a pool and its sessions.</summary>
    /// <param name="size">How many sessions, at least 1.</param>
    /// <param name="create">Makes one.</param>
    internal SessionPool(int size, Func<ModelSession> create)
    {
        _free = new SemaphoreSlim(size, size);
        _sessions = new DefaultObjectPoolProvider { MaximumRetained = size }.Create(new Policy(create));
        Size = size;

        // All of them now: no request should wait for a session to be made.
        ModelSession[] all = new ModelSession[size];
        for (int i = 0; i < size; i++)
        {
            all[i] = _sessions.Get();
        }

        Array.ForEach(all, _sessions.Return);
    }

    /// <summary>How many sessions there are.</summary>
    internal int Size { get; }

    /// <summary>Waits for a free session. Continues on a pool thread: what follows is computing, and must not hold the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal async ValueTask<Lease> RentAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(Detector));
            return new Lease(this, _sessions.Get());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>
    /// Closes the pool: those who wait are sent away, those who run are waited for. Native memory that a run still uses must not be freed.
    /// </summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        for (int i = 0; i < Size; i++)
        {
            _free.Wait();
        }

        // Those who come after this find the pool closed.
        _free.Release(Size);
        (_sessions as IDisposable)?.Dispose();
    }

    /// <summary>A session held; disposing gives it back.</summary>
    internal readonly struct Lease(SessionPool pool, ModelSession session) : IDisposable
    {
        internal ModelSession Session { get; } = session;

        public void Dispose()
        {
            pool._sessions.Return(Session);
            pool._free.Release();
        }
    }

    private sealed class Policy(Func<ModelSession> create) : PooledObjectPolicy<ModelSession>
    {
        public override ModelSession Create() => create();

        // One that is not taken back is disposed by the pool, and the next caller gets a new one.
        public override bool Return(ModelSession obj) => !obj.IsFaulted;
    }
}
