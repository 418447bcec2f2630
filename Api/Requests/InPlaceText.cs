using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Api.Requests;

/// <summary>
/// Decodes a JSON string in the memory it stands in: a picture in base64 never becomes a .NET string, nor a second buffer. Each step makes the text
/// shorter, so the result fits where the text was.
/// </summary>
internal static class InPlaceText
{
    /// <summary>The UTF-8 of the string that a reader stands on, without its escapes: some writers escape each slash of base64.</summary>
    /// <param name="json">The memory that the reader reads from its beginning.</param>
    /// <param name="reader">Stands on a string.</param>
    /// <returns>The text, inside <paramref name="json"/>.</returns>
    /// <exception cref="InvalidOperationException">The string is not valid Unicode.</exception>
    internal static Memory<byte> Unescape(Memory<byte> json, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex + 1;
        if (!reader.ValueIsEscaped)
        {
            return json.Slice(start, reader.ValueSpan.Length);
        }

        using IMemoryOwner<byte> text = BodyBuffer.Rent(reader.ValueSpan.Length);
        int length = reader.CopyString(text.Memory.Span);
        text.Memory.Span[..length].CopyTo(json.Span[start..]);
        return json.Slice(start, length);
    }

    /// <summary>The bytes that a base64 text stands for.</summary>
    /// <param name="text">The text; overwritten with the bytes.</param>
    /// <returns>The bytes, at the beginning of <paramref name="text"/>; null where it is not base64.</returns>
    internal static Memory<byte>? DecodeBase64(Memory<byte> text) =>
        Base64.DecodeFromUtf8InPlace(text.Span, out int length) == OperationStatus.Done ? text[..length] : (Memory<byte>?)null;
}
