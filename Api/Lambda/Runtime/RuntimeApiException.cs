namespace Api.Lambda.Runtime;

/// <summary>The Runtime API cannot be reached, breaks its contract or asks to exit: the process must end.</summary>
internal sealed class RuntimeApiException(string message, Exception? inner = null) : Exception(message, inner);
