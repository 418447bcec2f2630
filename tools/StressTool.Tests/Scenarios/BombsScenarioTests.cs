using StressTool.Bombs;
using StressTool.Reports;
using StressTool.Scenarios;
using StressTool.Service;

namespace StressTool.Tests.Scenarios;

[Collection(ScenarioRuns.Name)]
public sealed class BombsScenarioTests
{
    // Ten times what is required of a machine that does nothing else.
    private const double LongestMilliseconds = 1_000;

    [Fact]
    public async Task RunAsync_AllBombs_AreRefusedAtOnceWithinTheirMemory()
    {
        ScenarioReport report = await BombsScenario.RunAsync(
            new BombsOptions(Tries: 3, LongestMilliseconds, WithLargest: false), ServiceSettings.Default, CancellationToken.None);
        Assert.Equal(Bomb.All.Count, report.Criteria.Count);
        ScenarioRuns.RequireHeld(report);
    }
}
