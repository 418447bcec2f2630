using StressTool.Reports;
using StressTool.Scenarios;
using StressTool.Service;

namespace StressTool.Tests.Scenarios;

[Collection(ScenarioRuns.Name)]
public sealed class AnnotateScenarioTests
{
    [Fact]
    public async Task RunAsync_Sample_EveryFormIsAnswered()
    {
        ScenarioReport report = await AnnotateScenario.RunAsync(rounds: 5, [], ServiceSettings.Default, CancellationToken.None);
        Assert.Equal(4, report.Figures.Count);
        ScenarioRuns.RequireHeld(report);
    }
}
