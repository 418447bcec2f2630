using StressTool.Draining;
using StressTool.Http;

namespace StressTool.Tests.Draining;

public sealed class ExchangeTests
{
    [Theory]
    [InlineData(5, 15, true)]
    [InlineData(5, 9, false)]
    [InlineData(11, 15, false)]
    [InlineData(0, 15, false)]
    public void IsAcceptedAt_Signal_IsSentBeforeAndNotAnsweredYet(long sentAt, long endedAt, bool expected) =>
        Assert.Equal(expected, new Exchange(sentAt, endedAt, ExchangeEnd.Answered, 200).IsAcceptedAt(10));

    [Theory]
    [InlineData(ExchangeEnd.Answered, 200, true, true)]
    [InlineData(ExchangeEnd.Answered, 429, true, true)]
    [InlineData(ExchangeEnd.Answered, 503, true, true)]
    [InlineData(ExchangeEnd.Answered, 500, false, false)]
    [InlineData(ExchangeEnd.Closed, 0, false, true)]
    [InlineData(ExchangeEnd.NotConnected, 0, false, true)]
    [InlineData(ExchangeEnd.Truncated, 0, false, false)]
    [InlineData(ExchangeEnd.TimedOut, 0, false, false)]
    public void IsAnswered_End_TellsWhatMayBe(object end, int status, bool isAnswered, bool isAnsweredOrTurnedAway)
    {
        Exchange exchange = new(1, 2, (ExchangeEnd)end, status);
        Assert.Equal((isAnswered, isAnsweredOrTurnedAway), (exchange.IsAnswered, exchange.IsAnsweredOrTurnedAway));
    }
}
