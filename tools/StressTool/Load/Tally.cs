using StressTool.Http;
using StressTool.Reports;

namespace StressTool.Load;

/// <summary>What became of the requests of a load: how many ended how, and how long each took. For several threads at once.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Latencies> _latencies = [];
    private int _withoutRetryAfter;

    /// <summary>All that ended.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _outcomes.Values.Sum();
            }
        }
    }

    /// <summary>Refusals (429 and 503) that do not say when to come again.</summary>
    internal int WithoutRetryAfter => _withoutRetryAfter;

    /// <summary>How many ended how, in words.</summary>
    internal string Summary
    {
        get
        {
            lock (_lock)
            {
                return _outcomes.Count == 0 ? "nothing" : string.Join(", ", _outcomes.Select(pair => $"{Format.Count(pair.Value)} x {pair.Key}"));
            }
        }
    }

    internal void Add(in HttpAnswer answer, double milliseconds)
    {
        lock (_lock)
        {
            string outcome = answer.Outcome;
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            if (answer.End != ExchangeEnd.Answered)
            {
                return;
            }

            if (!_latencies.TryGetValue(answer.Status, out Latencies? latencies))
            {
                _latencies[answer.Status] = latencies = new Latencies();
            }

            latencies.Add(milliseconds);
            if (answer.Status is 429 or 503 && !answer.HasRetryAfter)
            {
                _withoutRetryAfter++;
            }
        }
    }

    /// <summary>How many were answered with a status.</summary>
    internal int CountOf(int status) => LatenciesOf(status).Count;

    /// <summary>How many ended otherwise than with one of the statuses.</summary>
    internal int CountOtherThan(params ReadOnlySpan<int> statuses)
    {
        int others = Count;
        foreach (int status in statuses)
        {
            others -= CountOf(status);
        }

        return others;
    }

    /// <summary>The times of the requests answered with a status. Read it when the load has ended.</summary>
    internal Latencies LatenciesOf(int status)
    {
        lock (_lock)
        {
            return _latencies.GetValueOrDefault(status) ?? new Latencies();
        }
    }
}
