using System.Diagnostics;

namespace Api.Lambda.Runtime;

/// <summary>X-Ray's trace header as W3C ids: the root's two parts, 8 and 24 digits, together are the trace id.</summary>
internal static class XRayTrace
{
    /// <summary>Reads a header such as <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>.</summary>
    /// <param name="header">The header, or null.</param>
    /// <returns>The context it names, whose span id is zero where the header names no parent; the empty one where it has no valid root.</returns>
    internal static ActivityContext Parse(string? header)
    {
        ActivityTraceId? traceId = null;
        ActivitySpanId spanId = default;
        ActivityTraceFlags flags = ActivityTraceFlags.None;
        ReadOnlySpan<char> text = header;
        foreach (Range range in text.Split(';'))
        {
            ReadOnlySpan<char> part = text[range].Trim();
            if (part.StartsWith("Root=", StringComparison.OrdinalIgnoreCase))
            {
                traceId = ParseRoot(part["Root=".Length..]);
            }
            else if (part.StartsWith("Parent=", StringComparison.OrdinalIgnoreCase) && IsHex(part["Parent=".Length..], 16))
            {
                spanId = ActivitySpanId.CreateFromString(Lower(part["Parent=".Length..]));
            }
            else if (part.Equals("Sampled=1", StringComparison.OrdinalIgnoreCase))
            {
                flags = ActivityTraceFlags.Recorded;
            }
        }

        return traceId is { } id ? new ActivityContext(id, spanId, flags, isRemote: true) : default;
    }

    private static ActivityTraceId? ParseRoot(ReadOnlySpan<char> root) =>
        root.Length == 35 && root.StartsWith("1-") && root[10] == '-' && IsHex(root[2..10], 8) && IsHex(root[11..], 24)
            ? ActivityTraceId.CreateFromString(Lower(string.Concat(root[2..10], root[11..])))
            : null;

    private static bool IsHex(ReadOnlySpan<char> text, int length)
    {
        bool isZero = true;
        foreach (char digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }

            isZero &= digit == '0';
        }

        // The part of a root that is a time may be zero; ids of zeros alone are none.
        return text.Length == length && (length == 8 || !isZero);
    }

    private static string Lower(ReadOnlySpan<char> text) => text.ToString().ToLowerInvariant();
}
