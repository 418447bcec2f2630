using StressTool.Http;

namespace StressTool.Draining;

/// <summary>One request of a load that the service ended in, and what became of it.</summary>
/// <param name="SentAt">When its last byte was handed over, as a timestamp of the stopwatch; 0 where it never was.</param>
/// <param name="EndedAt">When its answer was whole, or the connection over.</param>
/// <param name="End">How it ended.</param>
/// <param name="Status">The status; 0 where there is no answer.</param>
internal readonly record struct Exchange(long SentAt, long EndedAt, ExchangeEnd End, int Status)
{
    /// <summary>Whether it was with the service at a moment: sent whole, not answered yet.</summary>
    internal bool IsAcceptedAt(long moment) => SentAt != 0 && SentAt < moment && EndedAt >= moment;

    /// <summary>Whether the service answered a request it had accepted: completely, if only with 429 or 503.</summary>
    internal bool IsAnswered => End == ExchangeEnd.Answered && Status is 200 or 429 or 503;

    /// <summary>Whether a later request got a complete answer or not a byte of one.</summary>
    internal bool IsAnsweredOrTurnedAway => IsAnswered || End is ExchangeEnd.Closed or ExchangeEnd.NotConnected;
}
