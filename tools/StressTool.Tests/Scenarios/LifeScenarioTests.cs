using StressTool.Scenarios;
using StressTool.Service;
using TestSupport;

namespace StressTool.Tests.Scenarios;

/// <summary>The model replaced and the service ended, under load.</summary>
[Collection(ScenarioRuns.Name)]
public sealed class LifeScenarioTests
{
    [Fact]
    public async Task Swap_TenReplacements_NobodyNoticesButByTheAnswer() =>
        ScenarioRuns.RequireHeld(await SwapScenario.RunAsync(replacements: 10, seed: 1, ServiceSettings.Default, CancellationToken.None));

    [UnixFact]
    public async Task Shutdown_UnderLoad_KeepsItsWordToAllItAccepted() =>
        ScenarioRuns.RequireHeld(await ShutdownScenario.RunAsync(TimeSpan.FromSeconds(30), ServiceSettings.Default, CancellationToken.None));
}
