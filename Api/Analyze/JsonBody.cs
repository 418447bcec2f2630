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

    /// <summary>Reads the form; takes over the body, which is disposed when it cannot be read.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static AnalyzeRequest Read(PooledBody body, AnalyzeOptions options, int maxDepth)
    {
        try
        {
            Memory<byte> text = body.Span.StartsWith(ByteOrderMark) ? body.Memory[ByteOrderMark.Length..] : body.Memory;
            Memory<byte> picture = DecodeBase64(FindImageData(text, options, maxDepth));
            return new AnalyzeRequest(body, picture, AnalyzeRequest.CleanName(options.ImageName), options.ToDetectionOptions());
        }
        catch (JsonException exception)
        {
            body.Dispose();
            throw new ApiException(
                StatusCodes.Status400BadRequest, $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a text that is broken UTF-8 or half a surrogate pair: it looks into texts only when they are taken.
            body.Dispose();
            throw new ApiException(StatusCodes.Status400BadRequest, "The body is not valid JSON: a text in it is not valid Unicode.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Where in the body the text of image_data is; options are collected on the way.</summary>
    private static Memory<byte> FindImageData(Memory<byte> body, AnalyzeOptions options, int maxDepth)
    {
        Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
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

        // What stands behind the object is judged too.
        while (reader.Read())
        {
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

    private static Memory<byte> DecodeBase64(Memory<byte> text)
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
