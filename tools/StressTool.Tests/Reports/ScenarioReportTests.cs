using System.Text.Json;
using StressTool.Reports;

namespace StressTool.Tests.Reports;

public sealed class ScenarioReportTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public void IsHeld_OneCriterion_FailsOnlyWhereItIsMissed(bool? criterion, bool expected)
    {
        ScenarioReport report = new("x");
        report.Add(new Criterion("first", "r", "m", true));
        report.Add(new Criterion("second", "r", "m", criterion));
        Assert.Equal(expected, report.IsHeld);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void None_Count_HoldsForNone(int count, bool expected) => Assert.Equal(expected, Criterion.None("x", count).IsHeld);

    [Fact]
    public void Write_Report_IsWhatWasAdded()
    {
        ScenarioReport report = new("fuzz");
        report.Add(new Criterion("a", "0", "1 \"quoted\"", false));
        report.Add(Criterion.NotMeasured("b", "less", "only on Linux"));
        report.AddFigure("answers", "5 x 200");
        report.AddNote("a note");
        JsonElement json = JsonElement.Parse(ReportJson.Write(report));
        Assert.Equal(("fuzz", false), (json.GetProperty("scenario").GetString(), json.GetProperty("held").GetBoolean()));
        Assert.Equal("1 \"quoted\"", json.GetProperty("criteria")[0].GetProperty("measured").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("criteria")[1].GetProperty("held").ValueKind);
        Assert.Equal("5 x 200", json.GetProperty("figures").GetProperty("answers").GetString());
        Assert.Equal("a note", json.GetProperty("notes")[0].GetString());
    }
}
