using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelTool.Tests.Catalogue;

/// <summary>A web server on the loopback that answers each request with the bytes a test chose, then closes the connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, string, byte[]> _answer;

    /// <summary>Starts it.</summary>
    /// <param name="answer">What to answer: gets the number of the request, from 1, and its head.</param>
    public LoopbackServer(Func<int, string, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models";
        _ = ServeAsync();
    }

    /// <summary>Where it is, as a place to download from.</summary>
    public string Address { get; }

    /// <summary>The heads of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>An answer with all of a file, or with what a Range header asks of it.</summary>
    /// <param name="head">The request's head.</param>
    /// <param name="file">The file.</param>
    /// <param name="mostBytes">After how many bytes the connection breaks, though more were promised.</param>
    public static byte[] Send(string head, byte[] file, int mostBytes = int.MaxValue)
    {
        int from = 0;
        string status = "200 OK", range = string.Empty;
        if (head.Split("Range: bytes=") is [_, var asked])
        {
            from = int.Parse(asked.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            (status, range) = ("206 Partial Content", $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n");
        }

        byte[] rest = file[from..];
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{range}Content-Length: {rest.Length}\r\nConnection: close\r\n\r\n"), .. rest.Take(mostBytes)];
    }

    /// <summary>An answer that is no file.</summary>
    public static byte[] Status(string status) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync();
                string head = await ReadHeadAsync(socket);
                Requests.Enqueue(head);
                await socket.SendAsync(_answer(Requests.Count, head));
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        byte[] buffer = new byte[8192];
        StringBuilder head = new();
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(buffer) is > 0 and var length)
        {
            head.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }

        return head.ToString();
    }
}
