namespace StressTool.Http;

/// <summary>What became of a request.</summary>
/// <param name="End">How the exchange ended.</param>
/// <param name="Status">The status; 0 where there is no answer.</param>
/// <param name="HasRetryAfter">Whether the answer has the header Retry-After.</param>
/// <param name="Body">The answer's body, valid until the connection's next exchange.</param>
/// <param name="SentAt">When the request's last byte was handed over, as a timestamp of the stopwatch; 0 where it never was.</param>
internal readonly record struct HttpAnswer(ExchangeEnd End, int Status = 0, bool HasRetryAfter = false, ReadOnlyMemory<byte> Body = default, long SentAt = 0)
{
    /// <summary>The status, or how the exchange ended otherwise.</summary>
    internal string Outcome => End == ExchangeEnd.Answered ? Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : End switch
    {
        ExchangeEnd.NotConnected => "not connected",
        ExchangeEnd.Closed => "closed without an answer",
        ExchangeEnd.Truncated => "truncated answer",
        ExchangeEnd.TimedOut => "no answer in time",
        _ => "not HTTP",
    };
}
