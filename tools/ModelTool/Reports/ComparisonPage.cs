using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>Two models as a page: figures side by side, their curves over one another, and the pictures where they differ most.</summary>
internal static class ComparisonPage
{
    /// <summary>Writes it.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="folder">Where the pictures are.</param>
    internal static string Write(ModelComparison comparison, string folder)
    {
        ComparisonReport report = comparison.Report;
        (string first, string second) = Names(report);
        Html body = new();
        body.Add($"<h1>{first} and {second}</h1><p>{ReportPage.Method(report.First)}</p>");
        if (report.First.Settings.NmsIou != report.Second.Settings.NmsIou)
        {
            body.Add($"<p>NMS IoU of {second}: {report.Second.Settings.NmsIou}, as its family's own validator has it.</p>");
        }

        body.Add($"{ReportPage.Notes(report.First, $"{first}: ")}{ReportPage.Notes(report.Second, $"{second}: ")}").AddRaw("<div class=\"tiles\">");
        ReportPage.AddTile(body, "AP, second − first", Html.Signed(report.Difference.Ap));
        ReportPage.AddTile(body, "size, second / first", Html.Two(report.SizeRatio));
        if (report is { CallRatio: { } call, InferenceRatio: { } inference })
        {
            ReportPage.AddTile(body, "whole call, second / first", Html.Two(call));
            ReportPage.AddTile(body, "inference, second / first", Html.Two(inference));
        }

        body.AddRaw("</div>");
        AddTable(body, report, first, second);
        body.AddRaw("<h2>Curves</h2><div class=\"columns\">");
        body.Add($"{LinePlot.Draw("F1 by confidence", "confidence threshold", "F1", [F1(report.First, first), F1(report.Second, second)])}");
        body.Add($"{LinePlot.Draw("Precision by recall", "recall", "precision", [Recall(report.First, first), Recall(report.Second, second)])}").AddRaw("</div>");
        body.Add($"<p>{first}: best at {ReportPage.Words(report.First.Best)}.<br>{second}: best at {ReportPage.Words(report.Second.Best)}.</p>");
        AddPictures(body, comparison, folder, first, second);
        return ReportPage.Write($"{first} and {second}: comparison", body);
    }

    /// <summary>The models' names; their files' where both have the same one.</summary>
    internal static (string First, string Second) Names(ComparisonReport report) => report.First.Model.Name == report.Second.Model.Name
        ? (report.First.Model.File, report.Second.Model.File)
        : (report.First.Model.Name, report.Second.Model.Name);

    /// <summary>Every line of the table: name, both values, what the second is beside the first.</summary>
    internal static IEnumerable<(string Name, string First, string Second, string Difference)> Rows(ComparisonReport report)
    {
        foreach (((string name, double? one), (_, double? other), (_, double? difference)) in report.First.Figures.Named.Zip(report.Second.Figures.Named, report.Difference.Named))
        {
            yield return (name, Html.Figure(one), Html.Figure(other), Html.Signed(difference));
        }

        yield return ("best F1", Html.Figure(report.First.Best.F1), Html.Figure(report.Second.Best.F1), Html.Signed(report.Second.Best.F1 - report.First.Best.F1));
        yield return ("at confidence", Html.Two(report.First.Best.Confidence), Html.Two(report.Second.Best.Confidence), string.Empty);
        yield return ("file", Html.Megabytes(report.First.Model.Bytes), Html.Megabytes(report.Second.Model.Bytes), $"× {Html.Two(report.SizeRatio)}");
        if (report is { First.Speed: { } first, Second.Speed: { } second, CallRatio: { } call, InferenceRatio: { } inference })
        {
            yield return ("inference, ms", Html.Two(first.Inference), Html.Two(second.Inference), $"× {Html.Two(inference)}");
            yield return ("whole call, ms", Html.Two(first.Total), Html.Two(second.Total), $"× {Html.Two(call)}");
        }
    }

    private static void AddTable(Html body, ComparisonReport report, string first, string second)
    {
        body.Add($"<h2>Side by side</h2><div class=\"scroll\"><table><tr><th></th><th>{first}</th><th>{second}</th><th>second beside first</th></tr>");
        body.AddEach(Rows(report), (table, row) => table.Add($"<tr><td>{row.Name}</td><td>{row.First}</td><td>{row.Second}</td><td>{row.Difference}</td></tr>"));
        body.AddRaw("</table></div>");
        if (report.First.Speed is { } speed)
        {
            body.Add($"<p class=\"soft\">Milliseconds are medians of {speed.Pictures} pictures on one thread of this machine, the models in turn, picture by picture; the ratio is the median of the pictures' ratios.</p>");
        }
    }

    private static PlotLine F1(EvaluationReport report, string name) =>
        new(name, [.. report.ByConfidence.Where(point => point.Precision is not null).Select(point => (point.Confidence, point.F1))]);

    private static PlotLine Recall(EvaluationReport report, string name) => new(name, [.. report.PrecisionRecall.Select(point => (point.Recall, point.Precision))]);

    private static void AddPictures(Html body, ModelComparison comparison, string folder, string first, string second)
    {
        IReadOnlyDictionary<int, string> names = ReportPage.Names(comparison.First.Truth);
        body.Add($"<h2>Where they differ most</h2><p>Each at its own best confidence; boxes of the same class that overlap by half or more are the same.</p>{PictureDrawing.Legend()}");
        body.AddRaw("<div class=\"pictures\">");
        body.AddEach(comparison.DifferingPictures, (pictures, pair) =>
        {
            pictures.AddRaw("<div class=\"pair\">");
            pictures.Add($"{PictureDrawing.Draw(pair.First, names, folder, Caption(first, pair.First))}{PictureDrawing.Draw(pair.Second, names, folder, Caption(second, pair.Second))}");
            pictures.AddRaw("</div>");
        });
        body.AddRaw("</div>");
    }

    private static string Caption(string model, PictureOutcome picture) =>
        $"{model}, {picture.Image.FileName}: {picture.Right.Length} right, {picture.Wrong.Length} wrong, {picture.Missed.Length} missed";
}
