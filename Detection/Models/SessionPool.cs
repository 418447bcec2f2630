using Detection.Telemetry;
using Microsoft.ML.OnnxRuntime;

namespace Detection.Models;

/// <summary>
/// The sessions of the current model: as many analyses run at once as there are sessions, the others wait in turn. The model can be replaced while
/// analyses run: those that run end on the model they began with, those that wait get the new one.
/// </summary>
internal sealed class SessionPool : IDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly Lock _exchange = new();
    private volatile LoadedModel _current;
    private bool _isClosed;

    /// <summary>Makes a pool of a model's sessions. The pool owns the model from then on.</summary>
    /// <param name="size">How many analyses run at once, at least 1.</param>
    /// <param name="model">The model.</param>
    internal SessionPool(int size, LoadedModel model)
    {
        _free = new SemaphoreSlim(size, size);
        _current = model;
        Size = size;
        DetectionMetrics.Sessions(size);
    }

    /// <summary>How many analyses run at once.</summary>
    internal int Size { get; }

    /// <summary>The model that the next analysis gets.</summary>
    internal LoadedModel Current => _current;

    /// <summary>Waits for a free session. Continues on a thread of the thread pool: what follows is computation, which must not hold the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    /// <exception cref="OnnxRuntimeException">A session was disposed because its run failed, and there is no memory for a new one.</exception>
    internal async ValueTask<Lease> RentAsync(CancellationToken cancellation)
    {
        DetectionMetrics.Waiting(1);
        try
        {
            await _free.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        finally
        {
            DetectionMetrics.Waiting(-1);
        }

        LoadedModel? model = null;
        try
        {
            model = Acquire();
            Lease lease = new(this, model, model.Take());
            DetectionMetrics.InUse(1);
            return lease;
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

    /// <summary>Replaces the current model, which is disposed when its last analysis has ended. The pool owns the new one from then on.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed; the model is disposed.</exception>
    internal void Replace(LoadedModel model)
    {
        LoadedModel? unused;
        bool isClosed;
        lock (_exchange)
        {
            isClosed = _isClosed;
            unused = isClosed ? model : _current.Leases > 0 ? null : _current;
            _current = isClosed ? _current : model;
        }

        unused?.Dispose();
        ObjectDisposedException.ThrowIf(isClosed, typeof(Detector));
    }

    /// <summary>
    /// Closes the pool: analyses that wait fail, those that run are waited for. Native memory that a run still uses must not be freed.
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

        // Analyses that come from now on find the pool closed.
        _free.Release(Size);
        _current.Dispose();
        DetectionMetrics.Sessions(-Size);
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

    /// <summary>A session in use, and the model it runs; disposal gives the session back.</summary>
    internal readonly struct Lease(SessionPool pool, LoadedModel model, ModelSession session) : IDisposable
    {
        internal LoadedModel Model { get; } = model;

        internal ModelSession Session { get; } = session;

        public void Dispose()
        {
            DetectionMetrics.InUse(-1);
            Model.Return(Session);
            pool.Release(Model);
            pool._free.Release();
        }
    }
}
