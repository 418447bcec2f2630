using Microsoft.Extensions.Primitives;

namespace Api.Access;

/// <summary>The keys a request presents: in <c>X-Api-Key</c> and as <c>Authorization: Bearer</c>.</summary>
internal static class PresentedKeys
{
    /// <summary>Name of the header for a key alone.</summary>
    internal const string HeaderName = "X-Api-Key";

    /// <summary>Scheme of the header <c>Authorization</c>.</summary>
    internal const string BearerScheme = "Bearer";

    /// <summary>
    /// What a request presents, as far as it can be a key. Both places count: a gateway in front may take <c>X-Api-Key</c> for a key of its own.
    /// </summary>
    internal static IEnumerable<string> Of(IHeaderDictionary headers)
    {
        if (Single(headers[HeaderName]) is { } key && CanBeKey(key))
        {
            yield return key;
        }

        if (Single(headers.Authorization) is { } credentials
            && credentials.StartsWith(BearerScheme + " ", StringComparison.OrdinalIgnoreCase)
            && Trim(credentials[BearerScheme.Length..]) is var token
            && CanBeKey(token))
        {
            yield return token;
        }
    }

    /// <summary>The one value of a header; several are ambiguous and count as none.</summary>
    private static string? Single(StringValues values) => values is [{ } value] ? Trim(value) : null;

    // Only the white space that HTTP allows around a value: a key is compared as it is.
    private static string Trim(string text) => text.Trim(' ', '\t');

    /// <summary>Whether a text is worth looking for among the keys.</summary>
    internal static bool CanBeKey(string text) => text.Length is > 0 and <= ApiKey.LongestLength;
}
