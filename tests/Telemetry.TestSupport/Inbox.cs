namespace Telemetry.TestSupport;

/// <summary>What came in, in order, and a wait for what is still to come.</summary>
/// <param name="what">What its items are, for the message of a wait in vain.</param>
internal sealed class Inbox<T>(string what)
{
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _more = New();

    /// <summary>All that came in so far.</summary>
    internal IReadOnlyList<T> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>Adds what came in together, so that a wait sees all of it or nothing.</summary>
    internal void Add(params IEnumerable<T> items)
    {
        TaskCompletionSource arrived;
        lock (_lock)
        {
            _items.AddRange(items);
            (arrived, _more) = (_more, New());
        }

        arrived.SetResult();
    }

    /// <summary>Forgets what came in so far.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            _items.Clear();
        }
    }

    /// <summary>Waits until so many of the items match.</summary>
    /// <returns>All that match by then, at once where they came in before.</returns>
    /// <exception cref="TimeoutException">They did not come; the message lists what did.</exception>
    internal async Task<IReadOnlyList<T>> WaitAsync(Func<T, bool>? predicate, int count, TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        while (true)
        {
            T[] items;
            Task more;
            lock (_lock)
            {
                items = [.. _items];
                more = _more.Task;
            }

            T[] found = predicate is null ? items : [.. items.Where(predicate)];
            if (found.Length >= count)
            {
                return found;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Within {timeout}, {found.Length} of {count} awaited {what} came in. All that came in: {List(items)}");
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string List(T[] items) => items.Length == 0 ? "nothing." : string.Concat(items.Select(item => $"\n  {item}"));
}
