namespace Detection.Models;

/// <summary>
/// Decides when the files of the model are to be loaded again: when they differ from those in use, have not changed from one look to the next, and have
/// not been refused already. For one caller at a time.
/// </summary>
/// <param name="inUse">The files of the model in use.</param>
internal sealed class ModelWatch(ModelFiles inUse)
{
    private ModelFiles _inUse = inUse;
    private ModelFiles _lastFiles = inUse;
    private Snapshot _last = new(inUse, null);
    private Snapshot _decided = new(inUse, null);

    /// <summary>Why the files that are there now are not in use; null where they are.</summary>
    internal ModelException? Refusal { get; private set; }

    /// <summary>Looks at the files.</summary>
    /// <param name="configured">Where the model is looked for.</param>
    /// <returns>Files to load; null where there is nothing to do.</returns>
    /// <exception cref="ModelException">The model is gone, has become ambiguous or cannot be read. Thrown once for each such state.</exception>
    internal ModelFiles? Look(string? configured)
    {
        (Snapshot now, ModelException? fault) = Take(configured);
        bool isSettled = now == _last;
        _last = now;
        if (now.Files == _inUse)
        {
            Decide(now, refusal: null);
            return null;
        }

        if (!isSettled || now == _decided)
        {
            return null;
        }

        if (fault is not null)
        {
            Decide(now, fault);
            throw fault;
        }

        return now.Files;
    }

    /// <summary>The files were loaded and are in use.</summary>
    internal void Accept(ModelFiles files)
    {
        _inUse = files;
        Decide(new Snapshot(files, null), refusal: null);
    }

    /// <summary>The files could not be loaded. Those that changed meanwhile are looked at again, others not until they change.</summary>
    internal void Refuse(ModelFiles files, ModelException refusal)
    {
        if (refusal.Fault != ModelFault.Changing)
        {
            Decide(new Snapshot(files, null), refusal);
        }
    }

    private (Snapshot Snapshot, ModelException? Fault) Take(string? configured)
    {
        try
        {
            _lastFiles = ModelFiles.Find(configured, _lastFiles);
            return (new Snapshot(_lastFiles, null), null);
        }
        catch (ModelException exception)
        {
            return (new Snapshot(null, exception.Message), exception);
        }
    }

    private void Decide(Snapshot snapshot, ModelException? refusal)
    {
        _decided = snapshot;
        Refusal = refusal;
    }

    /// <summary>The result of one look: the files, or the sentence that says what is wrong with them.</summary>
    private readonly record struct Snapshot(ModelFiles? Files, string? Fault);
}
