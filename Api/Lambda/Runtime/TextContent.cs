using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Api.Lambda.Runtime;

/// <summary>Which bodies are sent as text. All others are sent as base64, since an unknown type would be corrupted as text.</summary>
internal static class TextContent
{
    private static readonly HashSet<string> TextTypes = new(
        ["application/json", "application/xml", "application/javascript", "application/x-www-form-urlencoded"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a body is of a type known to be text, not compressed, and really UTF-8.</summary>
    internal static bool Is(IHeaderDictionary headers, ReadOnlySpan<byte> body) =>
        body.IsEmpty || (headers.ContentEncoding.Count == 0 && IsTextType(headers.ContentType) && Utf8.IsValid(body));

    private static bool IsTextType(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type))
        {
            return false;
        }

        bool isUtf8 = !type.Charset.HasValue
            || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Value.Trim('"').Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
        return isUtf8
            && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase)
                || TextTypes.Contains(type.MediaType.ToString()));
    }
}
