using System.Globalization;
using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>An evaluation as a page: figures, curves, classes, and the pictures with the most mistakes.</summary>
internal static class EvaluationPage
{
    /// <summary>Writes it.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="folder">Where the pictures are.</param>
    internal static string Write(ModelEvaluation evaluation, string folder)
    {
        EvaluationReport report = evaluation.Report;
        ModelFacts model = report.Model;
        Html body = new();
        body.Add($"<h1>{model.Name}</h1><p class=\"soft\">{model.File}, {Html.Megabytes(model.Bytes)}, {model.Family}, input {model.InputWidth} × {model.InputHeight} {model.InputPrecision}, {model.Classes} classes<br>SHA-256 {model.Sha256}</p>");
        body.Add($"{ReportPage.Notes(report)}<p>{ReportPage.Method(report)}</p>").AddRaw("<div class=\"tiles\">");
        ReportPage.AddTile(body, "AP @ .50:.95", Html.Figure(report.Figures.Ap));
        ReportPage.AddTile(body, "AP @ .50", Html.Figure(report.Figures.Ap50));
        ReportPage.AddTile(body, "best F1", Html.Figure(report.Best.F1));
        ReportPage.AddTile(body, "at confidence", report.Best.Confidence.ToString("F2", CultureInfo.InvariantCulture));
        if (report.Speed is { } speed)
        {
            ReportPage.AddTile(body, "a picture, one thread", $"{Html.Two(speed.Total)} ms");
        }

        body.AddRaw("</div><div class=\"columns\">").Add($"{Figures(report.Figures)}{Speed(report.Speed)}").AddRaw("</div>");
        AddCurves(body, report);
        AddPictures(body, evaluation, folder);
        AddClasses(body, report);
        return ReportPage.Write($"{model.Name}: evaluation", body);
    }

    private static Html Figures(CocoFigures figures)
    {
        Html html = new();
        html.AddRaw("<div><h2>COCO's twelve figures</h2><table>");
        html.AddEach(figures.Named, (table, figure) => table.Add($"<tr><td>{figure.Name}</td><td>{Html.Figure(figure.Value)}</td></tr>"));
        return html.AddRaw("</table></div>");
    }

    private static Html Speed(SpeedFigures? speed)
    {
        Html html = new();
        if (speed is null)
        {
            return html;
        }

        html.AddRaw("<div><h2>Speed</h2><table><tr><th>stage</th><th>median ms</th></tr>");
        html.Add($"<tr><td>decode</td><td>{Html.Two(speed.Decode)}</td></tr><tr><td>letterbox</td><td>{Html.Two(speed.Letterbox)}</td></tr>");
        html.Add($"<tr><td>inference</td><td>{Html.Two(speed.Inference)}</td></tr><tr><td>head and suppression</td><td>{Html.Two(speed.Head)}</td></tr>");
        html.Add($"<tr class=\"strong\"><td>whole call</td><td>{Html.Two(speed.Total)}</td></tr></table>");
        return html.Add($"<p class=\"soft\">{speed.Pictures} pictures on one thread of this machine, at the thresholds the service uses.</p></div>");
    }

    private static void AddCurves(Html body, EvaluationReport report)
    {
        IEnumerable<OperatingPoint> points = report.ByConfidence.Where(point => point.Precision is not null);
        PlotLine[] lines =
        [
            new("F1", [.. points.Select(point => (point.Confidence, point.F1))]),
            new("precision", [.. points.Select(point => (point.Confidence, point.Precision ?? 0))]),
            new("recall", [.. points.Select(point => (point.Confidence, point.Recall ?? 0))]),
        ];
        PlotLine recall = new("precision", [.. report.PrecisionRecall.Select(point => (point.Recall, point.Precision))]);
        body.Add($"<h2>Which confidence threshold</h2><p>Best at {ReportPage.Words(report.Best)}. At an overlap (IoU) of .50, all classes counted together.</p>");
        body.AddRaw("<div class=\"columns\">");
        body.Add($"{LinePlot.Draw("F1, precision and recall by confidence", "confidence threshold", "share", lines, (report.Best.Confidence, report.Best.F1, FormattableString.Invariant($"F1 {report.Best.F1:F3} at {report.Best.Confidence:F2}")))}");
        body.Add($"{LinePlot.Draw("Precision by recall", "recall", "precision", [recall], report.Best is { Recall: { } r, Precision: { } p } ? (r, p, "best F1") : null)}");
        body.AddRaw("</div>");
    }

    private static void AddClasses(Html body, EvaluationReport report)
    {
        ClassFigures[] classes = [.. report.Classes.Where(figures => figures.Objects > 0).OrderByDescending(figures => figures.Ap).ThenBy(figures => figures.Name, StringComparer.Ordinal)];
        body.Add($"<h2>Classes</h2><p class=\"soft\">{classes.Length} of {report.Classes.Length} have objects here. Precision, recall and F1 at the best confidence above. A class of a few objects says little.</p>");
        body.AddRaw("<div class=\"scroll\"><table><tr><th>class</th><th>objects</th><th>AP</th><th>AP50</th><th>precision</th><th>recall</th><th>F1</th></tr>");
        body.AddEach(classes, (table, figures) =>
        {
            table.Add($"<tr><td>{figures.Name}</td><td>{figures.Objects}</td><td><span class=\"bar\"><i style=\"width:{Math.Round((figures.Ap ?? 0) * 100, 1)}%\"></i></span>{Html.Figure(figures.Ap)}</td>");
            table.Add($"<td>{Html.Figure(figures.Ap50)}</td><td>{Html.Figure(figures.Precision)}</td><td>{Html.Figure(figures.Recall)}</td><td>{Html.Figure(figures.F1)}</td></tr>");
        });
        body.AddRaw("</table></div>");
    }

    private static void AddPictures(Html body, ModelEvaluation evaluation, string folder)
    {
        IReadOnlyDictionary<int, string> names = ReportPage.Names(evaluation.Truth);
        body.Add($"<h2>Worst pictures</h2><p>Those with the most wrong boxes and missed objects at confidence {Html.Two(evaluation.Report.Best.Confidence)}.</p>{PictureDrawing.Legend()}");
        body.AddRaw("<div class=\"pictures\">");
        body.AddEach(evaluation.WorstPictures, (pictures, picture) => pictures.Add(
            $"{PictureDrawing.Draw(picture, names, folder, $"{picture.Image.FileName}: {picture.Right.Length} right, {picture.Wrong.Length} wrong, {picture.Missed.Length} missed")}"));
        body.AddRaw("</div>");
    }
}
