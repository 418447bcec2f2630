using Api.Problems;
using Api.Telemetry;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>
/// Admits analyses before any work is done on them: as many run as there are sessions, a bounded number waits for one, and the rest is refused at once
/// with 429. The session pool decides who waits for how long.
/// </summary>
internal sealed class Admission(IOptions<LimitsOptions> limits)
{
    /// <summary>Longest queue that can be set.</summary>
    internal const int LongestQueue = 10_000;

    private const double LongestWaitSeconds = 1;

    // Before anything was measured: a middling model on a slow processor.
    private const double AssumedServiceSeconds = 0.125;

    // Weight of the latest analysis in the moving average: the last ten or so count.
    private const double Smoothing = 0.1;

    private readonly int? _queueLength = limits.Value.QueueLength;
    private int _admitted;
    private double _serviceSeconds = AssumedServiceSeconds;

    /// <summary>How many analyses are in flight: those that run and those that wait.</summary>
    internal int Admitted => Volatile.Read(ref _admitted);

    /// <summary>How many may wait: what is set, else what the sessions can serve within a second by the time analyses have taken so far.</summary>
    /// <param name="sessions">How many run at once.</param>
    internal int QueueLength(int sessions) =>
        _queueLength ?? (int)Math.Clamp(sessions * LongestWaitSeconds / Volatile.Read(ref _serviceSeconds), 1, LongestQueue);

    /// <summary>Throws where no analysis could be admitted now. Asked before the body is read, so that a refusal costs next to nothing.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal void ThrowIfFull(int sessions)
    {
        if (Admitted >= sessions + QueueLength(sessions))
        {
            throw Full(sessions);
        }
    }

    /// <summary>Admits an analysis.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <returns>Its slot, to be disposed when its work has ended.</returns>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal Slot Enter(int sessions)
    {
        if (Interlocked.Increment(ref _admitted) <= sessions + QueueLength(sessions))
        {
            return new Slot(this);
        }

        Interlocked.Decrement(ref _admitted);
        throw Full(sessions);
    }

    /// <summary>
    /// Gives another slot to a request that is admitted already and whose slot is held by work that does not stop. It is never refused: such work holds a
    /// session, so there are at most as many of these as there are sessions.
    /// </summary>
    /// <returns>The slot, to be disposed when its work has ended.</returns>
    internal Slot EnterAgain()
    {
        Interlocked.Increment(ref _admitted);
        return new Slot(this);
    }

    /// <summary>Admits an analysis only where a session would be idle without it.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <returns>Its slot, to be disposed when its work has ended; null where all sessions have work.</returns>
    internal Slot? TryEnterIdle(int sessions)
    {
        if (Interlocked.Increment(ref _admitted) <= sessions)
        {
            return new Slot(this);
        }

        Interlocked.Decrement(ref _admitted);
        return null;
    }

    private ApiException Full(int sessions)
    {
        double wait = Admitted * Volatile.Read(ref _serviceSeconds) / sessions;
        return new ApiException(StatusCodes.Status429TooManyRequests, EndpointError.QueueFull.Sentence)
        {
            RetryAfterSeconds = (int)Math.Clamp(Math.Ceiling(wait), 1, 60),
            Reason = RefusalReason.QueueFull,
        };
    }

    /// <summary>A slot among the admitted analyses.</summary>
    internal sealed class Slot(Admission admission) : Shareable
    {
        /// <summary>Records what an analysis took once it had a session. An update lost to another that comes at the same time does no harm.</summary>
        internal void Served(TimeSpan time)
        {
            double average = Volatile.Read(ref admission._serviceSeconds);
            Volatile.Write(ref admission._serviceSeconds, average + (Smoothing * (time.TotalSeconds - average)));
        }

        protected override void Release() => Interlocked.Decrement(ref admission._admitted);
    }
}
