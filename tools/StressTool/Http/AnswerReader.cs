using System.Buffers.Text;

namespace StressTool.Http;

/// <summary>
/// Finds the end of an HTTP/1.x answer in the bytes that have come so far. Only what a load generator must know of it is looked at: the status, where the
/// body ends, Retry-After and whether the connection stays open.
/// </summary>
/// <param name="isToHead">Whether it is the answer to HEAD, which has no body whatever its headers say.</param>
internal struct AnswerReader(bool isToHead)
{
    private int _headLength;
    private int _contentLength;
    private bool _isChunked;
    private bool _endsWithConnection;

    /// <summary>The status, once the head has come.</summary>
    internal int Status { get; private set; }

    /// <summary>Whether the head has Retry-After.</summary>
    internal bool HasRetryAfter { get; private set; }

    /// <summary>Whether the connection can carry another request.</summary>
    internal bool IsReusable { get; private set; }

    /// <summary>Whether the bytes cannot be an answer.</summary>
    internal bool IsMalformed { get; private set; }

    /// <summary>Looks at all bytes so far.</summary>
    /// <param name="bytes">The bytes from the beginning of the answer. A chunked body is put together in place, once it is whole.</param>
    /// <param name="hasEnded">Whether the service has ended the connection.</param>
    /// <param name="body">Where the body is, once the answer is whole.</param>
    /// <returns>Whether the answer is whole.</returns>
    internal bool TryRead(Span<byte> bytes, bool hasEnded, out Range body)
    {
        body = default;
        if (_headLength == 0 && !TryReadHead(bytes))
        {
            return false;
        }

        if (isToHead)
        {
            body = _headLength.._headLength;
            return true;
        }

        if (_isChunked)
        {
            return TryReadChunks(bytes, out body);
        }

        if (_endsWithConnection)
        {
            body = _headLength..bytes.Length;
            return hasEnded;
        }

        body = _headLength..(_headLength + _contentLength);
        return bytes.Length >= body.End.Value;
    }

    private bool TryReadHead(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        while (true)
        {
            int length = bytes[start..].IndexOf("\r\n\r\n"u8);
            if (!LooksLikeHttp(bytes[start..]))
            {
                IsMalformed = true;
                return false;
            }

            if (length < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> head = bytes.Slice(start, length);
            start += length + 4;
            if (head.Length < 12 || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out int digits) || digits != 3)
            {
                IsMalformed = true;
                return false;
            }

            // 100 Continue and its like come before the answer.
            if (status >= 200)
            {
                Status = status;
                ReadHeaders(head);
                _headLength = start;
                return !IsMalformed;
            }
        }
    }

    private void ReadHeaders(ReadOnlySpan<byte> head)
    {
        IsReusable = head.StartsWith("HTTP/1.1"u8);
        bool hasLength = false;
        for (int at = head.IndexOf("\r\n"u8); at >= 0;)
        {
            ReadOnlySpan<byte> line = head[(at + 2)..];
            int end = line.IndexOf("\r\n"u8);
            at = end < 0 ? -1 : at + 2 + end;
            line = end < 0 ? line : line[..end];
            if (TryTakeValue(line, "content-length"u8, out ReadOnlySpan<byte> value))
            {
                IsMalformed |= !Utf8Parser.TryParse(value, out _contentLength, out int digits) || digits != value.Length || _contentLength < 0;
                hasLength = true;
            }
            else if (TryTakeValue(line, "transfer-encoding"u8, out value))
            {
                _isChunked = value.SequenceEqual("chunked"u8);
            }
            else if (TryTakeValue(line, "connection"u8, out value))
            {
                IsReusable &= !value.SequenceEqual("close"u8);
            }
            else if (TryTakeValue(line, "retry-after"u8, out _))
            {
                HasRetryAfter = true;
            }
        }

        _endsWithConnection = !hasLength && !_isChunked && Status is not (204 or 304);
        IsReusable &= !_endsWithConnection;
    }

    private bool TryReadChunks(Span<byte> bytes, out Range body)
    {
        body = default;

        // The first pass only looks whether all chunks are there, the second moves them together.
        for (int pass = 0; pass < 2; pass++)
        {
            int from = _headLength, to = _headLength;
            while (true)
            {
                int line = bytes[from..].IndexOf("\r\n"u8);
                if (line < 0)
                {
                    return false;
                }

                if (!Utf8Parser.TryParse(bytes.Slice(from, line), out int size, out int digits, 'x') || digits == 0 || size < 0)
                {
                    IsMalformed = true;
                    return false;
                }

                from += line + 2;
                if (bytes.Length - from < size + 2)
                {
                    return false;
                }

                if (pass == 1)
                {
                    bytes.Slice(from, size).CopyTo(bytes[to..]);
                    to += size;
                }

                from += size + 2;
                if (size == 0)
                {
                    break;
                }
            }

            body = _headLength..to;
        }

        return true;
    }

    private static bool LooksLikeHttp(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mark = "HTTP/1."u8;
        int length = Math.Min(bytes.Length, mark.Length);
        return bytes[..length].SequenceEqual(mark[..length]);
    }

    private static bool TryTakeValue(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length <= name.Length || line[name.Length] != ':' || !System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        value = line[(name.Length + 1)..].Trim((byte)' ');
        return true;
    }
}
