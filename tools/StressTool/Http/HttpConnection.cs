using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StressTool.Http;

/// <summary>
/// A connection over a bare socket, opened when it is first needed and again after one that ended. It sends bytes as they are, so that requests can be as
/// wrong as a scenario wants them, and costs next to nothing, so that the generator leaves the processors to the service. For one caller at a time.
/// </summary>
/// <param name="service">Where the service listens.</param>
/// <param name="timeout">How long an exchange may take.</param>
internal sealed class HttpConnection(IPEndPoint service, TimeSpan timeout) : IDisposable
{
    private const int FirstBuffer = 16 * 1024;
    private const int MaxAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private Socket? _socket;
    private CancellationTokenSource _deadline = new();
    private byte[] _buffer = new byte[FirstBuffer];
    private bool _hasPartialAnswer;

    /// <summary>Whether a connection is open.</summary>
    internal bool IsOpen => _socket is not null;

    /// <summary>Sends a request and reads its answer. What goes wrong is in the answer, never thrown.</summary>
    /// <param name="request">The request's bytes.</param>
    /// <param name="isLast">
    /// Whether the connection is closed afterwards, and its sending side after a while, so that the service sees that nothing follows: for requests that promise more than they
    /// send. Not at once, since the service takes that for a caller who is gone.
    /// </param>
    internal async ValueTask<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> request, bool isLast = false)
    {
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new CancellationTokenSource();
        }

        _deadline.CancelAfter(timeout);
        _hasPartialAnswer = false;
        long sentAt = 0;
        try
        {
            if (_socket is null && !await TryOpenAsync(_deadline.Token))
            {
                return new HttpAnswer(ExchangeEnd.NotConnected);
            }

            sentAt = await SendAsync(request, _deadline.Token);
            AnswerReader reader = new(request.Span.StartsWith("HEAD "u8));
            if (!isLast)
            {
                return await ReceiveAsync(reader, sentAt, _deadline.Token);
            }

            using CancellationTokenSource patience = new(Patience);
            using (patience.Token.UnsafeRegister(static socket => EndInput((Socket)socket!), _socket))
            {
                HttpAnswer answer = await ReceiveAsync(reader, sentAt, _deadline.Token);
                Close();
                return answer;
            }
        }
        catch (OperationCanceledException)
        {
            Close();
            return new HttpAnswer(ExchangeEnd.TimedOut, SentAt: sentAt);
        }
        catch (SocketException)
        {
            Close();
            return new HttpAnswer(_hasPartialAnswer ? ExchangeEnd.Truncated : ExchangeEnd.Closed, SentAt: sentAt);
        }
    }

    public void Dispose()
    {
        Close();
        _deadline.Dispose();
    }

    private async ValueTask<bool> TryOpenAsync(CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(service, cancellation);
            _socket = socket;
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>When the last byte was handed over; 0 where the service stopped listening before.</returns>
    private async ValueTask<long> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        try
        {
            while (request.Length > 0)
            {
                request = request[await _socket!.SendAsync(request, SocketFlags.None, cancellation)..];
            }

            return Stopwatch.GetTimestamp();
        }
        catch (SocketException)
        {
            // It may have answered all the same, before it had read all.
            return 0;
        }
    }

    private async ValueTask<HttpAnswer> ReceiveAsync(AnswerReader reader, long sentAt, CancellationToken cancellation)
    {
        int length = 0;
        while (true)
        {
            if (length == MaxAnswer)
            {
                Close();
                return new HttpAnswer(ExchangeEnd.NotHttp, SentAt: sentAt);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }

            int received = await _socket!.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None, cancellation);
            length += received;
            _hasPartialAnswer = length > 0;
            bool hasEnded = received == 0;
            if (length > 0 && reader.TryRead(_buffer.AsSpan(0, length), hasEnded, out Range body))
            {
                if (hasEnded || !reader.IsReusable)
                {
                    Close();
                }

                return new HttpAnswer(ExchangeEnd.Answered, reader.Status, reader.HasRetryAfter, _buffer.AsMemory(body), sentAt);
            }

            if (reader.IsMalformed || hasEnded)
            {
                Close();
                return new HttpAnswer(
                    reader.IsMalformed ? ExchangeEnd.NotHttp : length > 0 ? ExchangeEnd.Truncated : ExchangeEnd.Closed, SentAt: sentAt);
            }
        }
    }

    private static void EndInput(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
