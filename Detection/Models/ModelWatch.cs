namespace Detection.Models;

/// <summary>
/// Says when the model's files are worth loading again: when they differ from those in use, have held still from one look to the next, and have
/// not been judged already. For one caller at a time.
/// </summary>
/// <param name="inUse">The files of the model in use.</param>
internal sealed class ModelWatch(ModelFiles inUse)
{
    private ModelFiles _inUse = inUse;
    private Sighting _last = new(inUse, null);
    private Sighting _judged = new(inUse, null);

    /// <summary>Why what lies there now was not taken into use; null where it was.</summary>
    internal ModelException? Refusal { get; private set; }

    /// <summary>Looks at the files.</summary>
    /// <param name="configured">Where the model is looked for.</param>
    /// <returns>Files to load; null where there is nothing to do.</returns>
    /// <exception cref="ModelException">The model is gone or has become ambiguous. Thrown once for each such state.</exception>
    internal ModelFiles? Look(string? configured)
    {
        ModelException? fault = null;
        ModelFiles? files = null;
        try
        {
            files = ModelFiles.Find(configured);
        }
        catch (ModelException exception)
        {
            fault = exception;
        }

        Sighting now = new(files, fault?.Message);
        bool isSettled = now == _last;
        _last = now;
        if (files == _inUse)
        {
            Judge(now, refusal: null);
            return null;
        }

        if (!isSettled || now == _judged)
        {
            return null;
        }

        if (fault is not null)
        {
            Judge(now, fault);
            throw fault;
        }

        return files;
    }

    /// <summary>The files were loaded and are in use.</summary>
    internal void Take(ModelFiles files)
    {
        _inUse = files;
        Judge(new Sighting(files, null), refusal: null);
    }

    /// <summary>The files were loaded in vain. Those that changed meanwhile are looked at again, others not until they change.</summary>
    internal void Refuse(ModelFiles files, ModelException refusal)
    {
        if (refusal.Fault != ModelFault.Changing)
        {
            Judge(new Sighting(files, null), refusal);
        }
    }

    private void Judge(Sighting sighting, ModelException? refusal)
    {
        _judged = sighting;
        Refusal = refusal;
    }

    /// <summary>What one look saw: the files, or what is wrong with them.</summary>
    private readonly record struct Sighting(ModelFiles? Files, string? Fault);
}
