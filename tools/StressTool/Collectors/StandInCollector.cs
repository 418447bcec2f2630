using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StressTool.Collectors;

/// <summary>
/// Stands in for a collector of OTLP over HTTP: takes every request and answers it at once, or never. It parses as little of it as possible, since it
/// shares the processors with the service that is measured.
/// </summary>
internal sealed class StandInCollector : IAsyncDisposable
{
    private static readonly byte[] Accepted = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly bool _answers;
    private readonly Task _accepting;
    private int _requests;

    /// <summary>Starts it on a free port.</summary>
    /// <param name="answers">Whether it answers.</param>
    internal StandInCollector(bool answers)
    {
        _answers = answers;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, for OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    internal string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>How many requests have come.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[64 * 1024];
                while (await ReadRequestAsync(stream, buffer))
                {
                    Interlocked.Increment(ref _requests);
                    if (_answers)
                    {
                        await stream.WriteAsync(Accepted, _end.Token);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The service has ended, or the scenario.
        }
    }

    /// <summary>Reads a request to its end.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> ReadRequestAsync(NetworkStream stream, byte[] buffer)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
            if (read == 0)
            {
                return false;
            }

            length += read;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            int rest = ContentLength(buffer.AsSpan(0, end)) - (length - end - 4);
            while (rest > 0)
            {
                read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, rest)), _end.Token);
                if (read == 0)
                {
                    return false;
                }

                rest -= read;
            }

            return true;
        }

        throw new IOException("The head of a request does not end.");
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        const string Name = "content-length:";
        string line = Encoding.ASCII.GetString(head).Split("\r\n").First(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return int.Parse(line.AsSpan(Name.Length), System.Globalization.NumberStyles.AllowLeadingWhite, System.Globalization.CultureInfo.InvariantCulture);
    }
}
