using StressTool.Http;
using StressTool.Load;

namespace StressTool.Tests.Load;

public sealed class LoopTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly byte[] Request = RequestBytes.Get("/");

    [Fact]
    public async Task ClosedLoop_Count_SendsExactlyThatManyInTurn()
    {
        int first = 0, second = 0;
        using ScriptedServer server = new(request =>
        {
            Interlocked.Increment(ref request[5] == 'a' ? ref first : ref second);
            return ScriptedServer.Answer(200);
        });
        int told = 0;
        Tally tally = await new ClosedLoop(server.EndPoint, 4, Long).RunAsync(
            [RequestBytes.Get("/a"), RequestBytes.Get("/b")], 100, _ => Interlocked.Increment(ref told), CancellationToken.None);
        Assert.Equal((100, 100), (tally.CountOf(200), told));
        Assert.Equal((50, 50), (first, second));
        Assert.InRange(server.Connections, 1, 4);
    }

    [Fact]
    public async Task OpenLoop_ServerAnswers_OffersWhatTheScheduleSays()
    {
        int count = 0;
        using ScriptedServer server = new(_ => Interlocked.Increment(ref count) % 2 == 0 ? ScriptedServer.Answer(200) : ScriptedServer.Answer(429, "", "Retry-After: 1\r\n"));
        // A machine that stalls leaves many outstanding at once; none may be withheld for it here.
        using OpenLoop load = new(server.EndPoint, Long, maxOutstanding: 1000);
        OpenLoopFigures figures = await load.RunAsync(Request, perSecond: 200, TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal((200, 0), (figures.Offered, figures.Withheld));
        Assert.Equal((100, 100), (figures.Tally.CountOf(200), figures.Tally.CountOf(429)));
        Assert.Equal(0, figures.Tally.WithoutRetryAfter);
        Assert.InRange(figures.CompletedPerSecond, 1, 100);
    }

    [Fact]
    public async Task OpenLoop_ServerNeverAnswers_WithholdsBeyondTheBoundAndEnds()
    {
        using ScriptedServer server = new(_ => null);
        using OpenLoop load = new(server.EndPoint, TimeSpan.FromSeconds(1), maxOutstanding: 10);
        OpenLoopFigures figures = await load.RunAsync(Request, perSecond: 100, TimeSpan.FromSeconds(0.5), CancellationToken.None);
        Assert.Equal((10, 40), (figures.Offered, figures.Withheld));
        Assert.Equal(10, figures.Tally.CountOtherThan(200, 429));
        Assert.Equal("10 x no answer in time", figures.Tally.Summary);
    }

    [Fact]
    public void Tally_RefusalsWithoutRetryAfter_AreCounted()
    {
        Tally tally = new();
        tally.Add(new HttpAnswer(ExchangeEnd.Answered, 429), 1);
        tally.Add(new HttpAnswer(ExchangeEnd.Answered, 503, HasRetryAfter: true), 1);
        tally.Add(new HttpAnswer(ExchangeEnd.Closed), 1);
        Assert.Equal((3, 1, 2), (tally.Count, tally.WithoutRetryAfter, tally.CountOtherThan(503)));
        Assert.Equal("1 x 429, 1 x 503, 1 x closed without an answer", tally.Summary);
    }
}
