namespace Detection.Models;

/// <summary>Why a model cannot be used, as far as it matters for what to do next.</summary>
public enum ModelFault
{
    /// <summary>The file is broken, ambiguous or of a kind that is not known: somebody must mend it.</summary>
    Unusable,

    /// <summary>There is no file where one is looked for: it may still come.</summary>
    Missing,

    /// <summary>The file changed while it was being loaded: try again when it holds still.</summary>
    Changing,
}

/// <summary>A model that cannot be used. The message is a sentence for the operator; it may name folders, so it is not for strangers.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What kind of fault it is. Default <see cref="ModelFault.Unusable"/>.</summary>
    public ModelFault Fault { get; init; }
}
