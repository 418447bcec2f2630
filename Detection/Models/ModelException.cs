namespace Detection.Models;

/// <summary>Why a model cannot be used: decides what to do next.</summary>
public enum ModelFault
{
    /// <summary>It is broken, ambiguous, of an unknown kind, or too large for the memory: a person must repair or replace it.</summary>
    Unusable,

    /// <summary>A file of it does not exist: it may still arrive.</summary>
    Missing,

    /// <summary>A file of it changed while it was being loaded: try again when it no longer changes.</summary>
    Changing,
}

/// <summary>A model that cannot be used. The message is a sentence for the operator; it may contain paths, so it is not for callers of a service.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The kind of fault. Default <see cref="ModelFault.Unusable"/>.</summary>
    public ModelFault Fault { get; init; }
}
