namespace ModelTool.Reports;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, both coordinates 0 to 1.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A plot of lines over the unit square, as SVG in the page's own colours.</summary>
internal static class LinePlot
{
    private const int Width = 420, Height = 300, Left = 46, Right = 12, Top = 12, Bottom = 40;

    // Beside colour, so that the lines can be told apart without it.
    private static readonly string[] Dashes = ["none", "7 4", "2 3"];

    /// <summary>Draws.</summary>
    /// <param name="title">What it shows, also for those who do not see it.</param>
    /// <param name="xName">Name of the horizontal axis.</param>
    /// <param name="yName">Name of the vertical axis.</param>
    /// <param name="lines">At most three.</param>
    /// <param name="mark">A place to mark, with its words; null for none.</param>
    internal static Html Draw(string title, string xName, string yName, IReadOnlyList<PlotLine> lines, (double X, double Y, string Words)? mark = null)
    {
        Html svg = new();
        svg.Add($"<figure class=\"plot\"><figcaption>{title}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">");
        for (int tick = 0; tick <= 5; tick++)
        {
            double value = tick / 5.0;
            svg.Add($"<line class=\"grid\" x1=\"{X(value)}\" y1=\"{Y(0)}\" x2=\"{X(value)}\" y2=\"{Y(1)}\"/><line class=\"grid\" x1=\"{X(0)}\" y1=\"{Y(value)}\" x2=\"{X(1)}\" y2=\"{Y(value)}\"/>");
            svg.Add($"<text x=\"{X(value)}\" y=\"{Y(0) + 15}\" text-anchor=\"middle\">{value}</text><text x=\"{X(0) - 6}\" y=\"{Y(value) + 4}\" text-anchor=\"end\">{value}</text>");
        }

        svg.Add($"<text x=\"{(X(0) + X(1)) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{xName}</text>");
        svg.Add($"<text transform=\"translate(12 {(Y(0) + Y(1)) / 2}) rotate(-90)\" text-anchor=\"middle\">{yName}</text>");
        for (int i = 0; i < lines.Count; i++)
        {
            string points = string.Join(' ', lines[i].Points.Select(point => FormattableString.Invariant($"{X(point.X):F1},{Y(point.Y):F1}")));
            svg.Add($"<polyline class=\"line{i}\" stroke-dasharray=\"{Dashes[i]}\" points=\"{points}\"/>");
        }

        if (mark is { } place)
        {
            bool isRight = place.X > 0.6;
            svg.Add($"<circle class=\"mark\" cx=\"{X(place.X)}\" cy=\"{Y(place.Y)}\" r=\"5\"/>");
            svg.Add($"<text class=\"mark\" x=\"{X(place.X) + (isRight ? -9 : 9)}\" y=\"{Y(place.Y) - 8}\" text-anchor=\"{(isRight ? "end" : "start")}\">{place.Words}</text>");
        }

        svg.AddRaw("</svg>");
        if (lines.Count > 1)
        {
            svg.AddRaw("<ul class=\"legend\">");
            for (int i = 0; i < lines.Count; i++)
            {
                svg.Add($"<li><svg viewBox=\"0 0 28 8\" width=\"28\" height=\"8\" aria-hidden=\"true\"><line class=\"line{i}\" stroke-dasharray=\"{Dashes[i]}\" x1=\"0\" y1=\"4\" x2=\"28\" y2=\"4\"/></svg> {lines[i].Name}</li>");
            }

            svg.AddRaw("</ul>");
        }

        return svg.AddRaw("</figure>");
    }

    private static double X(double value) => Math.Round(Left + (value * (Width - Left - Right)), 1);

    private static double Y(double value) => Math.Round(Height - Bottom - (value * (Height - Bottom - Top)), 1);
}
