namespace Api.Lambda.Events;

/// <summary>An event that the service cannot process. The message is for its sender.</summary>
/// <param name="errorType">Kind of the error, as category.reason.</param>
/// <param name="message">The sentence.</param>
internal sealed class EventException(string errorType, string message) : Exception(message)
{
    /// <summary>Kind of the error, as category.reason.</summary>
    internal string ErrorType { get; } = errorType;
}
