using System.Diagnostics;
using System.Net;
using StressTool.Http;
using StressTool.Load;

namespace StressTool.Fuzzing;

/// <summary>Sends cases to the service, as many at once as it has sessions, and judges each answer by itself.</summary>
/// <param name="service">Where it listens.</param>
/// <param name="sessions">How many sessions it has.</param>
/// <param name="timeout">How long an answer may take.</param>
/// <param name="findings">Where what is wrong goes.</param>
internal sealed class FuzzRun(IPEndPoint service, int sessions, TimeSpan timeout, Findings findings)
{
    // Beyond the service's own time-out, so that an answer that says it timed out is still seen.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // An error message is a sentence. One that repeats the caller's own words at any length makes the service write as much as it reads.
    private const int LargestRefusal = 16 * 1024;

    private readonly Lock _lock = new();
    private (string Id, double Milliseconds) _slowest = (string.Empty, 0);
    private volatile bool _isGone;

    /// <summary>What became of all cases so far.</summary>
    internal Tally Tally { get; } = new();

    /// <summary>Answers of 500 and above, but for 505 where the request's version of HTTP is not known.</summary>
    internal int ServerErrors { get; private set; }

    /// <summary>Answers 429.</summary>
    internal int Refusals { get; private set; }

    /// <summary>Valid requests without a complete answer, and answers that are not HTTP.</summary>
    internal int Unanswered { get; private set; }

    /// <summary>Answers of 400 and above that are longer than a sentence with what belongs to it.</summary>
    internal int Oversized { get; private set; }

    /// <summary>The case that took longest.</summary>
    internal (string Id, double Milliseconds) Slowest => _slowest;

    /// <summary>Sends cases of an index from 0 until so many have been sent or the service takes no more connections.</summary>
    /// <param name="count">How many.</param>
    /// <param name="create">Makes the case of an index.</param>
    /// <param name="cancellation">Ends the run.</param>
    internal async Task RunAsync(int count, Func<int, FuzzCase> create, CancellationToken cancellation)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(CallAsync, cancellation)));
        cancellation.ThrowIfCancellationRequested();

        async Task CallAsync()
        {
            using HttpConnection kept = new(service, timeout + Grace);
            for (int index; (index = Interlocked.Increment(ref next)) < count && !_isGone && !cancellation.IsCancellationRequested;)
            {
                await SendAsync(create(index), kept);
            }
        }
    }

    private async Task SendAsync(FuzzCase fuzzCase, HttpConnection kept)
    {
        using HttpConnection? own = fuzzCase.IsHttp ? null : new HttpConnection(service, timeout + Grace);
        long start = Stopwatch.GetTimestamp();
        HttpAnswer answer = await (own ?? kept).ExchangeAsync(fuzzCase.Request, isLast: !fuzzCase.IsHttp);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Tally.Add(answer, milliseconds);
        _isGone |= answer.End == ExchangeEnd.NotConnected;
        lock (_lock)
        {
            Judge(fuzzCase, answer, milliseconds);
        }
    }

    private void Judge(FuzzCase fuzzCase, in HttpAnswer answer, double milliseconds)
    {
        if (milliseconds > _slowest.Milliseconds)
        {
            _slowest = (fuzzCase.Id, milliseconds);
        }

        if (answer.Status >= 500 && (fuzzCase.IsHttp || answer.Status != 505))
        {
            ServerErrors++;
            findings.Add(fuzzCase, answer.Outcome);
        }
        else if (answer.Status == 429)
        {
            Refusals++;
            findings.Add(fuzzCase, answer.Outcome);
        }
        else if (answer.End != ExchangeEnd.Answered && (fuzzCase.IsHttp || answer.End is not (ExchangeEnd.Closed or ExchangeEnd.NotHttp)))
        {
            Unanswered++;
            findings.Add(fuzzCase, answer.Outcome);
        }
        else if (answer.Status >= 400 && answer.Body.Length > LargestRefusal)
        {
            Oversized++;
            findings.Add(fuzzCase, $"{answer.Outcome} in {Reports.Format.Count(answer.Body.Length)} bytes");
        }
        else if (milliseconds > timeout.TotalMilliseconds)
        {
            findings.Add(fuzzCase, $"answered after {Reports.Format.Milliseconds(milliseconds)}");
        }
    }
}
