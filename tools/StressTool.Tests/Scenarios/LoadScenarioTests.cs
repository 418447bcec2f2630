using StressTool.Reports;
using StressTool.Scenarios;
using StressTool.Service;

namespace StressTool.Tests.Scenarios;

/// <summary>Overload and soak, short: what they count is required, what they time is not.</summary>
[Collection(ScenarioRuns.Name)]
public sealed class LoadScenarioTests
{
    [Fact]
    public async Task Overload_ShortRun_RefusesWithRetryAfterAndNothingHangs()
    {
        OverloadOptions options = new(TimeSpan.FromSeconds(3), Factor: 4, QueueLength: 4) { BaselineDuration = TimeSpan.FromSeconds(1) };
        ScenarioReport report = await OverloadScenario.RunAsync(options, ServiceSettings.Default, CancellationToken.None);
        ScenarioRuns.RequireHeld(report);
        string[] names = [OverloadScenario.Statuses, OverloadScenario.Refused, OverloadScenario.RetryAfter];
        Assert.All(names, name => Assert.True(Assert.Single(report.Criteria, criterion => criterion.Name == name).IsHeld));
    }

    [Fact]
    public async Task Telemetry_ShortRun_ReachesBothCollectorsAndHoldsUpNobody()
    {
        ScenarioReport report = await TelemetryScenario.RunAsync(rounds: 1, TimeSpan.FromSeconds(2), ServiceSettings.Default, CancellationToken.None);
        ScenarioRuns.RequireHeld(report);
        Assert.True(Assert.Single(report.Criteria, criterion => criterion.Name == TelemetryScenario.Exported).IsHeld);
    }

    [Fact]
    public async Task Soak_ShortRun_AnalysesAllAndKeepsItsHandles()
    {
        ScenarioReport report = await SoakScenario.RunAsync(analyses: 240, ServiceSettings.Default, CancellationToken.None);
        ScenarioRuns.RequireHeld(report);
        Assert.Equal("240 x 200", Assert.Single(report.Figures, figure => figure.Key == "answers").Value);
    }
}
