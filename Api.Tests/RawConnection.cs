using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Api.Tests;

/// <summary>A connection on which a test sends the bytes of a request as it likes: some now, some later, some never.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;

    internal RawConnection(Uri service) => _client = new TcpClient(service.Host, service.Port);

    /// <summary>Sends the head of a POST /analyze that announces a picture.</summary>
    internal Task SendHeadAsync(int contentLength, string mediaType = "image/jpeg") => SendAsync(Encoding.ASCII.GetBytes(
        $"POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: {mediaType}\r\nContent-Length: {contentLength}\r\n\r\n"));

    internal async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>Closes with a reset instead of an end.</summary>
    internal void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    /// <summary>Reads an answer that announces its length or comes in chunks, as far as its first chunk.</summary>
    internal async Task<(HttpStatusCode Status, string Head, string Body)> ReadAsync()
    {
        using CancellationTokenSource timeout = new(Timeout);
        StringBuilder text = new();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int read = await _client.GetStream().ReadAsync(buffer, timeout.Token);
            Assert.True(read > 0, $"The connection was closed after: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string all = text.ToString();
            int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && all.Length > end + 4)
            {
                int status = int.Parse(all.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
                return ((HttpStatusCode)status, all[..end], all[(end + 4)..]);
            }
        }
    }

    /// <summary>Reads the first head that comes: that of an answer, or of a 100 Continue.</summary>
    internal async Task<string> ReadHeadAsync()
    {
        using CancellationTokenSource timeout = new(Timeout);
        using StreamReader reader = new(_client.GetStream());
        StringBuilder head = new();
        while (await reader.ReadLineAsync(timeout.Token) is { Length: > 0 } line)
        {
            head.AppendLine(line);
        }

        return head.ToString();
    }

    /// <summary>Reads until the service closes.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        using CancellationTokenSource timeout = new(Timeout);
        using StreamReader reader = new(_client.GetStream());
        return await reader.ReadToEndAsync(timeout.Token);
    }

    public void Dispose() => _client.Dispose();
}
