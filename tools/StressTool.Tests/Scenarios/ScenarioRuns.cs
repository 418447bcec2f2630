using StressTool.Reports;

namespace StressTool.Tests.Scenarios;

/// <summary>The tests that run scenarios: one at a time, since each takes the whole machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ScenarioRuns
{
    public const string Name = "Scenarios";

    /// <summary>Requires what does not depend on how busy the machine is.</summary>
    internal static void RequireHeld(ScenarioReport report)
    {
        string[] missed =
        [
            .. report.Criteria.Where(criterion => criterion is { IsHeld: false, IsTimed: false }).Select(criterion => $"{criterion.Name}: {criterion.Measured} (required: {criterion.Required})"),
        ];
        Assert.True(missed.Length == 0, string.Join('\n', missed.Concat(report.Figures.Select(figure => $"{figure.Key}: {figure.Value}")).Concat(report.Notes)));
        Assert.Contains(report.Criteria, criterion => criterion.IsHeld == true);
    }
}
