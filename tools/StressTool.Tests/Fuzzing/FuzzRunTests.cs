using StressTool.Fuzzing;
using StressTool.Http;
using StressTool.Reports;
using TestSupport;

namespace StressTool.Tests.Fuzzing;

/// <summary>A run against servers that do wrong: what is wrong must be found.</summary>
public sealed class FuzzRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Findings _findings;

    public FuzzRunTests() => _findings = new Findings(new DirectoryInfo(_folder["findings"]));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_OneAnswerIs500_IsFoundWithItsBytes()
    {
        FuzzRun run = await RunAsync(20, request => ScriptedServer.Answer(request[6] == '7' ? 500 : 400));
        Assert.Equal((1, 0, 0, 1), (run.ServerErrors, run.Refusals, run.Unanswered, _findings.Count));
        Assert.Equal(RequestBytes.Get("/c7"), await File.ReadAllBytesAsync(_folder["findings", "p7.http"]));

        ScenarioReport report = new("fuzz");
        _findings.Describe(report, seed: 3, "log");
        Assert.Contains(report.Notes, note => note.EndsWith("fuzz --seed 3 --only p7", StringComparison.Ordinal));
        Assert.Equal("log", await File.ReadAllTextAsync(_folder["findings", "service.log"]));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(505)]
    public async Task RunAsync_OtherServerErrors_AreFound(int status) =>
        Assert.Equal(3, (await RunAsync(3, _ => ScriptedServer.Answer(status))).ServerErrors);

    [Fact]
    public async Task RunAsync_NotHttp_MayBeToldThatItsVersionIsUnknown()
    {
        FuzzRun run = await RunAsync(3, _ => ScriptedServer.Answer(505), isHttp: false);
        Assert.Equal((0, 0), (run.ServerErrors, _findings.Count));
    }

    [Fact]
    public async Task RunAsync_Refusals_AreFound() => Assert.Equal(3, (await RunAsync(3, _ => ScriptedServer.Answer(429))).Refusals);

    [Theory]
    [InlineData(400, 16 * 1024, 0)]
    [InlineData(400, (16 * 1024) + 1, 3)]
    [InlineData(200, 100_000, 0)]
    public async Task RunAsync_LongAnswers_AreFoundWhereTheyAreRefusals(int status, int length, int expected)
    {
        FuzzRun run = await RunAsync(3, _ => ScriptedServer.Answer(status, new string('x', length)));
        Assert.Equal((expected, expected), (run.Oversized, _findings.Count));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task RunAsync_ConnectionsClosed_AreFoundWhereTheRequestWasInOrder(bool isHttp, int expected)
    {
        FuzzRun run = await RunAsync(3, _ => [], isHttp);
        Assert.Equal((expected, expected), (run.Unanswered, _findings.Count));
    }

    [Fact]
    public async Task RunAsync_AnswersCutOff_AreFoundWhateverTheRequest()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(200, "hello")[..^1]) { ClosesAfterAnswer = true };
        FuzzRun run = new(server.EndPoint, 2, TimeSpan.FromSeconds(10), _findings);
        await run.RunAsync(3, index => Case(index, isHttp: false), CancellationToken.None);
        Assert.Equal(3, run.Unanswered);
    }

    [Fact]
    public async Task RunAsync_ServiceIsGone_EndsAtOnce()
    {
        ScriptedServer server = new(_ => null);
        server.Dispose();
        FuzzRun run = new(server.EndPoint, 2, TimeSpan.FromSeconds(10), _findings);
        await run.RunAsync(1_000, index => Case(index, isHttp: true), CancellationToken.None);
        Assert.InRange(run.Unanswered, 1, 2);
    }

    private static FuzzCase Case(int index, bool isHttp) => new($"p{index}", "a request", RequestBytes.Get($"/c{index}"), IsHttp: isHttp);

    private async Task<FuzzRun> RunAsync(int count, Func<byte[], byte[]?> answer, bool isHttp = true)
    {
        using ScriptedServer server = new(answer);
        FuzzRun run = new(server.EndPoint, 2, TimeSpan.FromSeconds(10), _findings);
        await run.RunAsync(count, index => Case(index, isHttp), CancellationToken.None);
        Assert.Equal(count, run.Tally.Count);
        return run;
    }
}
