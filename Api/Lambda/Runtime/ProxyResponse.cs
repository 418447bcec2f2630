using System.Text.Encodings.Web;
using System.Text.Json;
using Api.Lambda.Events;
using Api.Lambda.Features;

namespace Api.Lambda.Runtime;

/// <summary>A response as JSON, in the form of the event's sender.</summary>
internal static class ProxyResponse
{
    // Room for headers beside the body; more of them make the buffer grow.
    private const int HeadRoom = 2 * 1024;

    // The content never goes into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a response.</summary>
    /// <param name="shape">The event it answers.</param>
    /// <param name="method">The request's method: a HEAD request is answered without the body.</param>
    /// <param name="response">The response, complete.</param>
    /// <param name="limit">Most bytes it may have.</param>
    /// <param name="length">How many bytes it has; where it is too large, at least.</param>
    /// <returns>The JSON, to be disposed; null where it is too large.</returns>
    internal static PooledBuffer? Write(IHttpEvent shape, string method, ResponseFeature response, int limit, out int length)
    {
        bool hasBody = !HttpMethods.IsHead(method)
            && response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);
        ReadOnlySpan<byte> body = hasBody ? response.Bytes.Span : [];
        bool isText = TextContent.Is(response.Headers, body);
        length = isText ? body.Length : (int)Math.Min(int.MaxValue, (body.Length + 2L) / 3 * 4);
        if (length > limit)
        {
            return null;
        }

        if (hasBody)
        {
            // The gateway sets the length of the body it sends.
            response.Headers = WithoutLength(response.Headers);
        }

        PooledBuffer output = new(length + HeadRoom);
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, response.StatusCode);
            shape.WriteHeaders(json, response.StatusCode, response.Headers);
            json.WriteBoolean("isBase64Encoded"u8, !isText);
            if (isText)
            {
                json.WriteString("body"u8, body);
            }
            else
            {
                json.WriteBase64String("body"u8, body);
            }

            json.WriteEndObject();
        }

        length = output.Length;
        if (length <= limit)
        {
            return output;
        }

        output.Dispose();
        return null;
    }

    private static HeaderDictionary WithoutLength(IHeaderDictionary headers)
    {
        HeaderDictionary copy = [];
        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in headers)
        {
            if (!header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                copy.Add(header);
            }
        }

        return copy;
    }
}
