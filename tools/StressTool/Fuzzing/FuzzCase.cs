namespace StressTool.Fuzzing;

/// <summary>A request that the service must survive.</summary>
/// <param name="Id">Under which it is found again: <c>p</c> for pictures or <c>r</c> for requests, and its index.</param>
/// <param name="Description">What it is.</param>
/// <param name="Request">The bytes to send.</param>
/// <param name="Picture">The picture in it, where that is what is wrong.</param>
/// <param name="IsHttp">
/// Whether it is HTTP as the standard has it, if not a sensible request. What is not is sent over a connection of its own, which the service may end
/// without an answer, and may be answered with 505 (HTTP version not supported).
/// </param>
internal sealed record FuzzCase(string Id, string Description, byte[] Request, byte[]? Picture = null, bool IsHttp = true);
