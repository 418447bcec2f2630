using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Scenarios;
using StressTool.Service;
using TestSupport;

namespace StressTool.Tests.Scenarios;

[Collection(ScenarioRuns.Name)]
public sealed class FuzzScenarioTests
{
    [Fact]
    public async Task RunAsync_ShortRun_Holds()
    {
        using TemporaryFolder folder = new();
        FuzzOptions options = new(Seed: 1, Pictures: 400, Requests: 300, new DirectoryInfo(folder["findings"])) { Seeds = SeedPicture.OfRepository };
        ScenarioReport report = await FuzzScenario.RunAsync(options, ServiceSettings.Default, CancellationToken.None);
        ScenarioRuns.RequireHeld(report);
    }

    [Fact]
    public async Task RunAsync_Only_SendsThatCaseAlone()
    {
        using TemporaryFolder folder = new();
        FuzzOptions options = new(Seed: 1, Pictures: 400, Requests: 300, new DirectoryInfo(folder["findings"])) { Seeds = SeedPicture.OfRepository, Only = "p5" };
        ScenarioReport report = await FuzzScenario.RunAsync(options, ServiceSettings.Default, CancellationToken.None);
        ScenarioRuns.RequireHeld(report);
        Assert.StartsWith("1 x ", Assert.Single(report.Figures, figure => figure.Key == "answers").Value, StringComparison.Ordinal);
        Assert.StartsWith("p5: ", Assert.Single(report.Notes), StringComparison.Ordinal);
    }
}
