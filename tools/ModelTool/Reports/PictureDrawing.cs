using Detection.Imaging;
using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>A picture inside the page, with boxes over it: the file's own bytes as a data: URI, the boxes as SVG.</summary>
internal static class PictureDrawing
{
    /// <summary>Draws what a model got right and wrong.</summary>
    /// <param name="outcome">The picture and its boxes.</param>
    /// <param name="names">The categories' names by id.</param>
    /// <param name="folder">Where the picture is.</param>
    /// <param name="caption">What stands below.</param>
    internal static Html Draw(PictureOutcome outcome, IReadOnlyDictionary<int, string> names, string folder, string caption)
    {
        CocoImage image = outcome.Image;

        // All are shown equally wide, so that text and lines have one size on the page.
        double unit = image.Width / 400.0;
        Html html = new();
        html.Add($"<figure class=\"picture\"><div><img alt=\"{image.FileName}\" loading=\"lazy\" src=\"{DataUri(Path.Combine(folder, image.FileName))}\">");
        html.Add($"<svg viewBox=\"0 0 {image.Width} {image.Height}\" style=\"font-size:{Math.Round(10 * unit, 1)}px;stroke-width:{Math.Round(1.6 * unit, 2)}px\" aria-hidden=\"true\">");
        html.AddEach(outcome.Missed, (svg, box) => AddBox(svg, "missed", box.X, box.Y, box.Width, box.Height, names[box.CategoryId], unit, isBelow: true));
        html.AddEach(outcome.Right, (svg, box) => AddBox(svg, "right", box, names, unit));
        html.AddEach(outcome.Wrong, (svg, box) => AddBox(svg, "wrong", box, names, unit));
        return html.Add($"</svg></div><figcaption>{caption}</figcaption></figure>");
    }

    /// <summary>The sentence and the signs that explain the boxes.</summary>
    internal static Html Legend() => new Html().AddRaw(
        "<p class=\"boxes\"><span class=\"right\">found</span> <span class=\"wrong\">wrong box</span> <span class=\"missed\">missed object</span></p>");

    private static void AddBox(Html svg, string kind, CocoDetection box, IReadOnlyDictionary<int, string> names, double unit) =>
        AddBox(svg, kind, box.X, box.Y, box.Width, box.Height, FormattableString.Invariant($"{names[box.CategoryId]} {box.Score:F2}"), unit, isBelow: false);

    private static void AddBox(Html svg, string kind, double x, double y, double width, double height, string words, double unit, bool isBelow)
    {
        double textY = isBelow ? y + height - (3 * unit) : Math.Max(y - (3 * unit), 10 * unit);
        svg.Add($"<rect class=\"{kind}\" x=\"{Math.Round(x, 1)}\" y=\"{Math.Round(y, 1)}\" width=\"{Math.Round(width, 1)}\" height=\"{Math.Round(height, 1)}\"/>");
        svg.Add($"<text class=\"{kind}\" x=\"{Math.Round(x + (2 * unit), 1)}\" y=\"{Math.Round(textY, 1)}\">{words}</text>");
    }

    private static string DataUri(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return $"data:{PictureFormat.Identify(bytes).MediaType};base64,{Convert.ToBase64String(bytes)}";
    }
}
