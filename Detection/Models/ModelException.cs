namespace Detection.Models;

/// <summary>A model that cannot be used: missing, broken, ambiguous or of a kind that is not known. The message is a sentence for the operator.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
