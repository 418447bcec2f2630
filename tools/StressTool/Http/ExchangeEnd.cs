namespace StressTool.Http;

/// <summary>How an exchange ended.</summary>
internal enum ExchangeEnd
{
    /// <summary>With a whole answer.</summary>
    Answered,

    /// <summary>The service did not take the connection.</summary>
    NotConnected,

    /// <summary>The connection ended before the first byte of an answer.</summary>
    Closed,

    /// <summary>The connection ended within an answer.</summary>
    Truncated,

    /// <summary>There was no whole answer in time.</summary>
    TimedOut,

    /// <summary>The bytes received are not an HTTP/1.x answer.</summary>
    NotHttp,
}
