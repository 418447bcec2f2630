using Spectre.Console;

namespace StressTool.Reports;

/// <summary>A report for people: a table of the criteria, then the figures beside them.</summary>
internal static class ReportPrinter
{
    internal static void Print(IAnsiConsole console, ScenarioReport report)
    {
        Table criteria = new Table().Title(Markup.Escape(report.Scenario)).AddColumn("criterion").AddColumn("required").AddColumn("measured").AddColumn("held");
        foreach (Criterion criterion in report.Criteria)
        {
            criteria.AddRow(Cell(criterion.Name), Cell(criterion.Required), Cell(criterion.Measured), Verdict(criterion.IsHeld));
        }

        console.Write(criteria);
        if (report.Figures.Count > 0)
        {
            Grid figures = new Grid().AddColumn().AddColumn();
            foreach ((string name, string value) in report.Figures)
            {
                figures.AddRow(Cell(name), Cell(value));
            }

            console.Write(figures);
        }

        foreach (string note in report.Notes)
        {
            console.WriteLine(note);
        }
    }

    private static Text Cell(string text) => new(text);

    private static Markup Verdict(bool? isHeld) => new(isHeld switch
    {
        true => "[green]yes[/]",
        false => "[red]NO[/]",
        null => "not measured",
    });
}
