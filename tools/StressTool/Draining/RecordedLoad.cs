using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StressTool.Http;
using StressTool.Load;

namespace StressTool.Draining;

/// <summary>A closed loop that records each request with its times. Callers go on after the service's end until they are stopped.</summary>
/// <param name="service">Where it listens.</param>
/// <param name="callers">How many callers.</param>
/// <param name="request">What they send.</param>
internal sealed class RecordedLoad(IPEndPoint service, int callers, byte[] request)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // A refused caller waits before the next request, which also leaves the processors to the service.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<Exchange> _exchanges = new();
    private volatile bool _isOver;
    private Task _callers = Task.CompletedTask;

    /// <summary>What became of the requests so far.</summary>
    internal IReadOnlyCollection<Exchange> Exchanges => _exchanges;

    /// <summary>Starts the callers.</summary>
    internal void Start() => _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));

    /// <summary>Stops the callers after the requests they wait for.</summary>
    internal Task StopAsync()
    {
        _isOver = true;
        return _callers;
    }

    /// <summary>A summary of how the requests ended.</summary>
    internal string Summary
    {
        get
        {
            Tally tally = new();
            foreach (Exchange exchange in _exchanges)
            {
                tally.Add(new HttpAnswer(exchange.End, exchange.Status), 0);
            }

            return tally.Summary;
        }
    }

    private async Task CallAsync()
    {
        using HttpConnection connection = new(service, Timeout);
        while (!_isOver)
        {
            HttpAnswer answer = await connection.ExchangeAsync(request);
            _exchanges.Enqueue(new Exchange(answer.SentAt, Stopwatch.GetTimestamp(), answer.End, answer.Status));
            if (answer.Status != 200)
            {
                await Task.Delay(Rest);
            }
        }
    }
}
