using System.Net;
using System.Text;
using StressTool.Http;

namespace StressTool.Tests.Http;

public sealed class HttpConnectionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly byte[] Request = RequestBytes.Get("/");

    [Fact]
    public async Task ExchangeAsync_SeveralRequests_UseOneConnection()
    {
        int count = 0;
        using ScriptedServer server = new(_ => ScriptedServer.Answer(200, $"answer {Interlocked.Increment(ref count)}"));
        using HttpConnection connection = new(server.EndPoint, Long);
        for (int i = 1; i <= 3; i++)
        {
            HttpAnswer answer = await connection.ExchangeAsync(Request);
            Assert.Equal((ExchangeEnd.Answered, 200, $"answer {i}"), (answer.End, answer.Status, Encoding.ASCII.GetString(answer.Body.Span)));
            Assert.NotEqual(0, answer.SentAt);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task ExchangeAsync_AnswerSaysClose_OpensAnotherConnection()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(200, "x", "Connection: close\r\n")) { ClosesAfterAnswer = true };
        using HttpConnection connection = new(server.EndPoint, Long);
        Assert.Equal(200, (await connection.ExchangeAsync(Request)).Status);
        Assert.Equal(200, (await connection.ExchangeAsync(Request)).Status);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task ExchangeAsync_NobodyListens_IsNotConnected()
    {
        IPEndPoint nobody;
        using (ScriptedServer server = new(_ => null))
        {
            nobody = server.EndPoint;
        }

        using HttpConnection connection = new(nobody, Long);
        Assert.Equal(ExchangeEnd.NotConnected, (await connection.ExchangeAsync(Request)).End);
    }

    [Fact]
    public async Task ExchangeAsync_ConnectionEndsBeforeTheAnswer_IsClosed() => await RequireAsync([], closes: true, ExchangeEnd.Closed);

    [Fact]
    public async Task ExchangeAsync_ConnectionEndsWithinTheHead_IsTruncated() => await RequireAsync("HTTP/1.1 200"u8.ToArray(), closes: true, ExchangeEnd.Truncated);

    [Fact]
    public async Task ExchangeAsync_ConnectionEndsWithinTheBody_IsTruncated() => await RequireAsync(ScriptedServer.Answer(200, "hello")[..^1], closes: true, ExchangeEnd.Truncated);

    [Fact]
    public async Task ExchangeAsync_SomethingElseAnswers_IsNotHttp() => await RequireAsync("SSH-2.0-server\r\n"u8.ToArray(), closes: false, ExchangeEnd.NotHttp);

    [Fact]
    public async Task ExchangeAsync_NoAnswer_TimesOut()
    {
        using ScriptedServer server = new(_ => null);
        using HttpConnection connection = new(server.EndPoint, TimeSpan.FromMilliseconds(100));
        Assert.Equal(ExchangeEnd.TimedOut, (await connection.ExchangeAsync(Request)).End);
    }

    [Fact]
    public async Task ExchangeAsync_LastRequestWithoutAnswer_TellsTheServiceThatNothingFollows()
    {
        // The server closes when it has read to the end.
        using ScriptedServer server = new(_ => null);
        using HttpConnection connection = new(server.EndPoint, Long);
        Assert.Equal(ExchangeEnd.Closed, (await connection.ExchangeAsync(Request, isLast: true)).End);
    }

    private static async Task RequireAsync(byte[] answer, bool closes, ExchangeEnd expected)
    {
        using ScriptedServer server = new(_ => answer) { ClosesAfterAnswer = closes };
        using HttpConnection connection = new(server.EndPoint, Long);
        Assert.Equal(expected, (await connection.ExchangeAsync(Request)).End);
    }
}
