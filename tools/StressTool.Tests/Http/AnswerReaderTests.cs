using System.Text;
using StressTool.Http;

namespace StressTool.Tests.Http;

public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello", 200, "hello", true)]
    [InlineData("HTTP/1.1 429 Too Many\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 429, "", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, "0123456789", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx", 201, "x", true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true)]
    public void TryRead_WholeAnswer_IsReadAtItsLastByteAndNotBefore(string text, int status, string body, bool isReusable)
    {
        AnswerReader reader = new(isToHead: false);
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int length = 1; length < bytes.Length; length++)
        {
            Assert.False(reader.TryRead(bytes.AsSpan(0, length), hasEnded: false, out _), $"after {length} bytes");
        }

        Assert.True(reader.TryRead(bytes, hasEnded: false, out Range range));
        Assert.Equal(status, reader.Status);
        Assert.Equal(body, Encoding.ASCII.GetString(bytes[range]));
        Assert.Equal(isReusable, reader.IsReusable);
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void TryRead_NeitherLengthNorChunks_EndsWithTheConnection()
    {
        AnswerReader reader = new(isToHead: false);
        byte[] bytes = "HTTP/1.1 200 OK\r\n\r\nall of it"u8.ToArray();
        Assert.False(reader.TryRead(bytes, hasEnded: false, out _));
        Assert.True(reader.TryRead(bytes, hasEnded: true, out Range body));
        Assert.Equal("all of it", Encoding.ASCII.GetString(bytes[body]));
        Assert.False(reader.IsReusable);
    }

    [Fact]
    public void TryRead_AnswerToHead_HasNoBody()
    {
        AnswerReader reader = new(isToHead: true);
        Assert.True(reader.TryRead("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8.ToArray(), hasEnded: false, out Range body));
        Assert.Equal(0, body.End.Value - body.Start.Value);
    }

    [Theory]
    [InlineData("Retry-After: 1", true)]
    [InlineData("retry-after: Fri, 01 Jan 2027 00:00:00 GMT", true)]
    [InlineData("X-Retry-After: 1", false)]
    public void TryRead_Refusal_TellsWhetherItHasRetryAfter(string header, bool expected)
    {
        AnswerReader reader = new(isToHead: false);
        Assert.True(reader.TryRead(Encoding.ASCII.GetBytes($"HTTP/1.1 429 x\r\n{header}\r\nContent-Length: 0\r\n\r\n"), hasEnded: false, out _));
        Assert.Equal(expected, reader.HasRetryAfter);
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    public void TryRead_NoAnswer_IsMalformed(string text)
    {
        AnswerReader reader = new(isToHead: false);
        Assert.False(reader.TryRead(Encoding.ASCII.GetBytes(text), hasEnded: false, out _));
        Assert.True(reader.IsMalformed);
    }
}
