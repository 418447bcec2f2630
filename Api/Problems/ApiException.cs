namespace Api.Problems;

/// <summary>A request that is answered with an error. The message is a sentence for the caller.</summary>
/// <param name="statusCode">HTTP status, 400 to 599.</param>
/// <param name="message">The sentence.</param>
internal sealed class ApiException(int statusCode, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    internal int StatusCode { get; } = statusCode;

    /// <summary>Seconds after which trying again makes sense, or null.</summary>
    internal int? RetryAfterSeconds { get; init; }

    /// <summary>Why the request was refused, by one of <see cref="Telemetry.RefusalReason"/>, or null where it is the request's own fault.</summary>
    internal string? Reason { get; init; }
}
