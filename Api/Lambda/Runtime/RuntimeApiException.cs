namespace Api.Lambda.Runtime;

/// <summary>The Runtime API is out of reach, does not keep its contract or asks to exit: the process has no further use.</summary>
internal sealed class RuntimeApiException(string message, Exception? inner = null) : Exception(message, inner);
