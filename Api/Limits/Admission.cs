using Api.Problems;
using Api.Telemetry;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>
/// Decides before any work whether an analysis may come in: as many run as there are sessions, a bounded number waits for one, the others are
/// refused at once with 429. Who waits for how long is the session pool's affair.
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

    /// <summary>How many analyses are in the house: those that run and those that wait.</summary>
    internal int Admitted => Volatile.Read(ref _admitted);

    /// <summary>How many may wait: what is set, else what the sessions can serve within a second by the time analyses have taken so far.</summary>
    /// <param name="sessions">How many run at once.</param>
    internal int QueueLength(int sessions) =>
        _queueLength ?? (int)Math.Clamp(sessions * LongestWaitSeconds / Volatile.Read(ref _serviceSeconds), 1, LongestQueue);

    /// <summary>Requires that an analysis could come in now: asked before the body is read, so that a refusal costs next to nothing.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal void RequireRoom(int sessions)
    {
        if (Admitted >= sessions + QueueLength(sessions))
        {
            throw Full(sessions);
        }
    }

    /// <summary>Lets an analysis in.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <returns>Its place, to be disposed at its end.</returns>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal Place Enter(int sessions)
    {
        if (Interlocked.Increment(ref _admitted) <= sessions + QueueLength(sessions))
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _admitted);
        throw Full(sessions);
    }

    /// <summary>Lets an analysis in only where a session would be idle without it.</summary>
    /// <param name="sessions">How many run at once.</param>
    /// <returns>Its place, to be disposed at its end; null where all sessions have work.</returns>
    internal Place? TryEnterIdle(int sessions)
    {
        if (Interlocked.Increment(ref _admitted) <= sessions)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _admitted);
        return null;
    }

    private ApiException Full(int sessions)
    {
        double wait = Admitted * Volatile.Read(ref _serviceSeconds) / sessions;
        return new ApiException(StatusCodes.Status429TooManyRequests, "The service is at its limit: as many pictures are waiting as it takes. Try again later.")
        {
            RetryAfterSeconds = (int)Math.Clamp(Math.Ceiling(wait), 1, 60),
            Reason = RefusalReason.QueueFull,
        };
    }

    /// <summary>A place among those admitted.</summary>
    internal readonly struct Place(Admission admission) : IDisposable
    {
        /// <summary>Tells what the analysis took once it had a session. An update lost to another that comes at the same time does no harm.</summary>
        internal void Served(TimeSpan time)
        {
            double average = Volatile.Read(ref admission._serviceSeconds);
            Volatile.Write(ref admission._serviceSeconds, average + (Smoothing * (time.TotalSeconds - average)));
        }

        public void Dispose() => Interlocked.Decrement(ref admission._admitted);
    }
}
