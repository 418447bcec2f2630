using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>The frame of a report: one HTML page that holds all it shows and asks nobody for anything (its content security policy forbids it).</summary>
internal static class ReportPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2329; --soft: #5c6670; --rule: #d5dae0; --page: #fff; --panel: #f5f7f9;
                --blue: #1660c4; --green: #15803d; --red: #c42121; --amber: #b45309; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b1; --rule: #3a424b; --page: #15191d; --panel: #1e242a;
                --blue: #7ab2ff; --green: #4ade80; --red: #ff7b72; --amber: #fbbf24; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 1180px; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
        p { margin: .4rem 0; max-width: 80ch; } .soft { color: var(--soft); }
        .note { border-left: 4px solid var(--amber); background: var(--panel); padding: .5rem .9rem; } .fault { border-color: var(--red); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th { color: var(--soft); font-weight: 600; }
        th, td { padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } tr.strong td { font-weight: 700; }
        .columns { display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: flex-start; }
        .tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
        .tiles div { background: var(--panel); border-radius: 8px; padding: .6rem 1rem; } .tiles b { display: block; font-size: 1.35rem; }
        figure { margin: 0; } .plot { flex: 1 1 380px; max-width: 540px; } .plot figcaption { font-weight: 600; }
        .plot svg { width: 100%; height: auto; } .plot text { fill: var(--soft); font-size: 11px; } .plot text.mark { fill: var(--ink); font-weight: 600; }
        .grid { stroke: var(--rule); } polyline, .legend line { fill: none; stroke-width: 2; }
        .line0 { stroke: var(--blue); } .line1 { stroke: var(--amber); } .line2 { stroke: var(--green); } circle.mark { fill: none; stroke: var(--ink); stroke-width: 2; }
        .legend { list-style: none; padding: 0; margin: 0; display: flex; gap: 1.2rem; } .legend svg { width: 28px; vertical-align: middle; }
        .bar { display: inline-block; width: 90px; height: .6em; background: var(--rule); border-radius: 3px; overflow: hidden; margin-right: .5rem; }
        .bar i { display: block; height: 100%; background: var(--blue); }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); gap: 1.2rem; }
        .pair { grid-column: 1 / -1; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: .6rem 1.2rem; }
        .picture > div { position: relative; } .picture img { display: block; width: 100%; } .picture svg { position: absolute; inset: 0; width: 100%; height: 100%; }
        .picture figcaption { color: var(--soft); font-size: 13px; }
        .picture rect { fill: none; } .picture text { paint-order: stroke; stroke: #000; stroke-width: .2em; fill: #fff; font-family: system-ui, sans-serif; }
        rect.right { stroke: #22e06c; } rect.wrong { stroke: #ff4d4d; } rect.missed { stroke: #ffc53d; stroke-dasharray: 2% 1.2%; }
        text.right { fill: #7dffae; } text.wrong { fill: #ff9c9c; } text.missed { fill: #ffe08a; }
        .boxes span { border: 2px solid; padding: 0 .4rem; border-radius: 3px; margin-right: .5rem; }
        .boxes .right { border-color: #22a85a; } .boxes .wrong { border-color: #ff4d4d; } .boxes .missed { border: 2px dashed #d99a00; }
        """;

    /// <summary>A whole page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="body">What is on it.</param>
    internal static string Write(string title, Html body)
    {
        Html page = new();
        page.AddRaw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.AddRaw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">");
        page.AddRaw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Add($"<title>{title}</title>").AddRaw("<style>\n").AddRaw(Style).AddRaw("\n</style></head><body>\n");
        return page.Add($"{body}").AddRaw("\n</body></html>\n").ToString();
    }

    /// <summary>How it was measured, in words.</summary>
    internal static string Method(EvaluationReport report) => FormattableString.Invariant(
        $"{report.DataSet.Pictures} pictures and {report.DataSet.Objects} objects of {report.DataSet.Annotations} ({report.DataSet.CrowdRegions} crowd regions beside, in which nothing counts). Measured as reference validators do: confidence {report.Settings.Confidence}, several labels a box, at most {report.Settings.MaxDetections} detections a picture, NMS IoU {report.Settings.NmsIou}{(report.Settings.Tiles is { } tiles ? $", beside the whole picture tiles {tiles}" : string.Empty)}.");

    /// <summary>A tile with a figure.</summary>
    internal static void AddTile(Html html, string name, string value) => html.Add($"<div>{name}<b>{value}</b></div>");

    /// <summary>Faults and warnings.</summary>
    internal static Html Notes(EvaluationReport report, string prefix = "")
    {
        Html html = new();
        html.AddEach(report.Faults, (notes, fault) => notes.Add($"<p class=\"note fault\">{prefix}{fault}</p>"));
        return html.AddEach(report.Warnings, (notes, warning) => notes.Add($"<p class=\"note\">{prefix}{warning}</p>"));
    }

    /// <summary>What a model's detections come to at its best threshold, in words.</summary>
    internal static string Words(OperatingPoint best) => FormattableString.Invariant(
        $"confidence {best.Confidence:F2}: F1 {best.F1:F3} (precision {Html.Figure(best.Precision)}, recall {Html.Figure(best.Recall)}; {best.Right} right, {best.Wrong} wrong, {best.Missed} missed)");

    /// <summary>The categories' names by id.</summary>
    internal static IReadOnlyDictionary<int, string> Names(CocoAnnotations truth) => truth.Categories.ToDictionary(category => category.Id, category => category.Name);
}
