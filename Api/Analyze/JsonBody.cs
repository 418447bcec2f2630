using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Api.Problems;

namespace Api.Analyze;

/// <summary>
/// The JSON form: <c>image_data</c> holds the picture in base64, bare or as a data: URI. It is decoded from UTF-8 in place: the picture never
/// becomes a string, nor a second buffer.
/// </summary>
internal static class JsonBody
{
    // No option has a longer name, however its letters are escaped: it is not worth a text in memory.
    private const int LongestName = 256;

    // Some editors and shells write it in front of a file.
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads what is at the beginning of a body.</summary>
    /// <param name="reader">Stands on its first token.</param>
    /// <param name="text">The body, in which places are counted as the reader does.</param>
    internal delegate void Reading(ref Utf8JsonReader reader, Memory<byte> text);

    /// <summary>Reads the form; takes over the body, which is disposed when it cannot be read.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static AnalyzeRequest Read(PooledBody body, AnalyzeOptions options, int maxDepth)
    {
        try
        {
            Memory<byte> picture = default;
            ReadWhole(body.Memory, maxDepth, (ref Utf8JsonReader reader, Memory<byte> text) => picture = FindImageData(ref reader, text, options));
            return new AnalyzeRequest(body, DecodeBase64(picture), AnalyzeRequest.CleanName(options.ImageName), options.ToDetectionOptions());
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static void ReadWhole(Memory<byte> body, int maxDepth, Reading read)
    {
        try
        {
            Memory<byte> text = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
            Utf8JsonReader reader = new(text.Span, new JsonReaderOptions { MaxDepth = maxDepth });
            reader.Read();
            read(ref reader, text);

            // What stands behind it is judged too.
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest, $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a text that is broken UTF-8 or half a surrogate pair: it looks into texts only when they are taken.
            throw new ApiException(StatusCodes.Status400BadRequest, "The body is not valid JSON: a text in it is not valid Unicode.");
        }
    }

    /// <summary>Where in the body the text of image_data is; options are collected on the way.</summary>
    /// <param name="reader">Stands on the object, and on its end afterwards.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">Gets the options among the members.</param>
    /// <exception cref="ApiException">400, with what is wrong; the reader stands somewhere in the object.</exception>
    internal static Memory<byte> FindImageData(ref Utf8JsonReader reader, Memory<byte> body, AnalyzeOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The body must be a JSON object with image_data.");
        }

        Memory<byte>? data = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("image_data"u8))
            {
                string name = reader.ValueSpan.Length <= LongestName ? reader.GetString()! : string.Empty;
                reader.Read();
                options.Add(name, ref reader);
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, "image_data must be a text: the picture in base64.");
            }

            data = Unescaped(body, ref reader);
        }

        return data ?? throw new ApiException(StatusCodes.Status400BadRequest, "image_data is missing: it holds the picture in base64.");
    }

    /// <summary>
    /// The text's UTF-8, inside the body. Some writers escape each slash; unescaped, a text is never longer, so it goes where the escaped one was.
    /// </summary>
    private static Memory<byte> Unescaped(Memory<byte> body, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex + 1;
        if (!reader.ValueIsEscaped)
        {
            return body.Slice(start, reader.ValueSpan.Length);
        }

        using IMemoryOwner<byte> text = NativeBuffer.Rent(reader.ValueSpan.Length);
        int length = reader.CopyString(text.Memory.Span);
        text.Memory.Span[..length].CopyTo(body.Span[start..]);
        return body.Slice(start, length);
    }

    /// <summary>The bytes of a text in base64, bare or as a data: URI, decoded where it stands.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static Memory<byte> DecodeBase64(Memory<byte> text)
    {
        if (text.Span.StartsWith("data:"u8))
        {
            int comma = text.Span.IndexOf((byte)',');
            if (comma < 0 || !text.Span[..comma].EndsWith(";base64"u8))
            {
                throw new ApiException(StatusCodes.Status400BadRequest, "image_data is a data: URI without base64.");
            }

            text = text[(comma + 1)..];
        }

        if (Base64.DecodeFromUtf8InPlace(text.Span, out int length) != OperationStatus.Done)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "image_data is not valid base64.");
        }

        return length > 0 ? text[..length] : throw new ApiException(StatusCodes.Status400BadRequest, "image_data is empty.");
    }
}
