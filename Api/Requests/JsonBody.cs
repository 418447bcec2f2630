using System.Text.Json;
using Api.Problems;

namespace Api.Requests;

/// <summary>The JSON form: <c>image_data</c> holds the picture in base64, bare or as a data: URI; the other members are options.</summary>
internal static class JsonBody
{
    // The name of an option is shorter, however its letters are escaped; a longer one is not worth a string.
    private const int LongestName = 256;

    // Some editors and shells write it in front of a file.
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the value that a body holds.</summary>
    /// <param name="reader">Stands on the value's first token.</param>
    /// <param name="text">The memory that the reader reads from its beginning.</param>
    internal delegate void ValueReader(ref Utf8JsonReader reader, Memory<byte> text);

    /// <summary>Reads the form; takes over the body, which is disposed when it cannot be read.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static Picture Read(PooledBody body, OptionsReader options, int maxDepth)
    {
        try
        {
            Memory<byte> picture = default;
            ReadWhole(body.Memory, maxDepth, (ref Utf8JsonReader reader, Memory<byte> text) => picture = FindImageData(ref reader, text, options));
            return new Picture(Picture.CleanName(options.ImageName), DecodeImageData(picture), options.Options, body);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads a body to its end: what follows the value must be JSON too.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static void ReadWhole(Memory<byte> body, int maxDepth, ValueReader read)
    {
        try
        {
            Memory<byte> text = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
            Utf8JsonReader reader = new(text.Span, new JsonReaderOptions { MaxDepth = maxDepth });
            reader.Read();
            read(ref reader, text);
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
            // The reader throws it for a string of broken UTF-8 or half a surrogate pair; it looks into strings only when they are read.
            throw new ApiException(StatusCodes.Status400BadRequest, "The body is not valid JSON: a text in it is not valid Unicode.");
        }
    }

    /// <summary>Finds the text of <c>image_data</c> in an object, and reads the options beside it.</summary>
    /// <param name="reader">Stands on the object, and on its end afterwards.</param>
    /// <param name="body">The memory that the reader reads from its beginning.</param>
    /// <param name="options">Reads the options among the members.</param>
    /// <returns>The text, inside <paramref name="body"/>.</returns>
    /// <exception cref="ApiException">400, with what is wrong; the reader stands somewhere in the object.</exception>
    internal static Memory<byte> FindImageData(ref Utf8JsonReader reader, Memory<byte> body, OptionsReader options)
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
            data = reader.TokenType == JsonTokenType.String
                ? InPlaceText.Unescape(body, ref reader)
                : throw new ApiException(StatusCodes.Status400BadRequest, "image_data must be a text: the picture in base64.");
        }

        return data ?? throw new ApiException(StatusCodes.Status400BadRequest, "image_data is missing: it holds the picture in base64.");
    }

    /// <summary>The picture that the text of <c>image_data</c> stands for; it overwrites the text.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    internal static Memory<byte> DecodeImageData(Memory<byte> text)
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

        return InPlaceText.DecodeBase64(text) switch
        {
            null => throw new ApiException(StatusCodes.Status400BadRequest, "image_data is not valid base64."),
            { IsEmpty: true } => throw new ApiException(StatusCodes.Status400BadRequest, "image_data is empty."),
            { } picture => picture,
        };
    }
}
