namespace Api.Access;

/// <summary>What a key may look like.</summary>
internal static class ApiKey
{
    /// <summary>
    /// Fewest characters of a key. A key is guessed over the network only, where eight random characters are beyond reach; what is shorter is a word
    /// that somebody typed to try things out.
    /// </summary>
    internal const int ShortestLength = 8;

    /// <summary>Most characters of a key; a longer text is not looked up.</summary>
    internal const int LongestLength = 256;

    /// <summary>The prefix of a hash, in places where keys and hashes may stand.</summary>
    internal const string HashPrefix = "sha256:";

    /// <summary>What is wrong with a key, as the end of a sentence that does not show it; null where nothing is.</summary>
    internal static string? FaultOf(string key) => key switch
    {
        "" => "is empty",
        _ when key.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase) => "is a hash; without the prefix it belongs into Access:KeyHashes",
        _ when key.AsSpan().ContainsAnyExceptInRange('!', '~') => "has a space, a control character or one that is not ASCII, which headers do not carry",
        { Length: < ShortestLength } => $"has fewer than {ShortestLength} characters",
        { Length: > LongestLength } => $"has more than {LongestLength} characters",
        _ => null,
    };
}
