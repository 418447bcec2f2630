namespace Detection.Models;

/// <summary>
/// The bounded set of places a model runs in: as many analyses run at once as there are sessions, the rest wait in turn. The model behind it can
/// be replaced while analyses run: those that run end on the model they began with, those that wait get the new one.
/// </summary>
internal sealed class SessionPool : IDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly Lock _exchange = new();
    private volatile LoadedModel _current;
    private bool _isClosed;

    /// <summary>Makes a pool over a model, which it owns from then on.</summary>
    /// <param name="size">How many analyses run at once, at least 1.</param>
    /// <param name="model">The model.</param>
    internal SessionPool(int size, LoadedModel model)
    {
        _free = new SemaphoreSlim(size, size);
        _current = model;
        Size = size;
    }

    /// <summary>How many analyses run at once.</summary>
    internal int Size { get; }

    /// <summary>The model that the next analysis gets.</summary>
    internal LoadedModel Current => _current;

    /// <summary>Waits for a free session. Continues on a pool thread: what follows is computing, and must not hold the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal async ValueTask<Lease> RentAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        LoadedModel? model = null;
        try
        {
            model = Acquire();
            return new Lease(this, model, model.Take());
        }
        catch
        {
            if (model is not null)
            {
                Release(model);
            }

            _free.Release();
            throw;
        }
    }

    /// <summary>Puts a model, which it owns from then on, in the place of the current one, which is disposed when its last analysis has ended.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed; the model is disposed.</exception>
    internal void Replace(LoadedModel model)
    {
        LoadedModel unused;
        lock (_exchange)
        {
            unused = _isClosed ? model : _current;
            _current = _isClosed ? _current : model;
            if (unused.Leases > 0)
            {
                return;
            }
        }

        unused.Dispose();
        ObjectDisposedException.ThrowIf(ReferenceEquals(unused, model), typeof(Detector));
    }

    /// <summary>
    /// Closes the pool: those who wait are sent away, those who run are waited for. Native memory that a run still uses must not be freed.
    /// </summary>
    public void Dispose()
    {
        lock (_exchange)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        for (int i = 0; i < Size; i++)
        {
            _free.Wait();
        }

        // Those who come after this find the pool closed.
        _free.Release(Size);
        _current.Dispose();
    }

    private LoadedModel Acquire()
    {
        lock (_exchange)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(Detector));
            _current.Leases++;
            return _current;
        }
    }

    private void Release(LoadedModel model)
    {
        lock (_exchange)
        {
            if (--model.Leases > 0 || ReferenceEquals(model, _current))
            {
                return;
            }
        }

        model.Dispose();
    }

    /// <summary>A session held, and the model it runs; disposing gives it back.</summary>
    internal readonly struct Lease(SessionPool pool, LoadedModel model, ModelSession session) : IDisposable
    {
        internal LoadedModel Model { get; } = model;

        internal ModelSession Session { get; } = session;

        public void Dispose()
        {
            Model.Return(Session);
            pool.Release(Model);
            pool._free.Release();
        }
    }
}
