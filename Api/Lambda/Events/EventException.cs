namespace Api.Lambda.Events;

/// <summary>An event the service cannot take. The message is a sentence for whoever sent it.</summary>
/// <param name="errorType">Kind of the error, as category.reason.</param>
/// <param name="message">The sentence.</param>
internal sealed class EventException(string errorType, string message) : Exception(message)
{
    /// <summary>Kind of the error, as category.reason.</summary>
    internal string ErrorType { get; } = errorType;
}
