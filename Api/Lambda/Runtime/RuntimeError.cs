namespace Api.Lambda.Runtime;

/// <summary>An error in the form of the Runtime API.</summary>
/// <param name="ErrorMessage">What happened, as a sentence.</param>
/// <param name="ErrorType">Its kind, as category.reason.</param>
/// <param name="StackTrace">Where it happened; empty where the caller is at fault.</param>
internal sealed record RuntimeError(string ErrorMessage, string ErrorType, IReadOnlyList<string> StackTrace)
{
    /// <summary>The service could not be initialised.</summary>
    internal const string InitType = "Runtime.InitError";

    /// <summary>Work before the snapshot failed.</summary>
    internal const string BeforeSnapshotType = "Runtime.BeforeSnapshotError";

    /// <summary>Work after the restore failed.</summary>
    internal const string AfterRestoreType = "Runtime.AfterRestoreError";

    /// <summary>The event is not JSON, or lacks what its kind must have.</summary>
    internal const string MalformedEventType = "Runtime.MalformedEvent";

    /// <summary>The event is of an unknown kind.</summary>
    internal const string UnknownEventType = "Runtime.UnknownEvent";

    /// <summary>Lambda refused the answer because of its size.</summary>
    internal const string ResponseTooLargeType = "Runtime.ResponseTooLarge";

    /// <summary>The deadline of an invocation other than an HTTP request passed; HTTP requests are answered with 504.</summary>
    internal const string DeadlineType = "Runtime.DeadlineExceeded";

    /// <summary>An error of the service.</summary>
    internal const string UnhandledType = "Runtime.UnhandledException";

    /// <summary>The error for an exception.</summary>
    internal static RuntimeError From(string errorType, Exception exception) => new(
        exception.Message,
        errorType,
        exception.StackTrace?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []);
}
