using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StressTool.Tests;

/// <summary>A server on the loopback that answers each request with bytes a test chose, right or wrong.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<byte[], byte[]?> _answer;
    private int _connections;

    /// <summary>Starts it.</summary>
    /// <param name="answer">What to answer to a request: bytes, none to close the connection at once, null to say nothing.</param>
    internal ScriptedServer(Func<byte[], byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Connections so far.</summary>
    internal int Connections => _connections;

    /// <summary>Whether a connection is closed after an answer.</summary>
    internal bool ClosesAfterAnswer { get; init; }

    /// <summary>An answer with a body of known length.</summary>
    internal static byte[] Answer(int status, string body = "", string headers = "") =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        byte[] buffer = new byte[1 << 20];
        try
        {
            using (socket)
            {
                // A request comes in one piece on the loopback, as small as those of these tests are.
                for (int length; (length = await socket.ReceiveAsync(buffer)) > 0;)
                {
                    if (_answer(buffer[..length]) is not { } answer)
                    {
                        continue;
                    }

                    if (answer.Length > 0)
                    {
                        await socket.SendAsync(answer);
                    }

                    if (answer.Length == 0 || ClosesAfterAnswer)
                    {
                        return;
                    }
                }
            }
        }
        catch (SocketException)
        {
            // The caller has gone.
        }
    }
}
