using System.Globalization;
using Detection.Imaging;

namespace Detection.Annotation;

/// <summary>
/// The boxes and labels of one picture: boxes first, the best on top, then all labels above them. It is laid out before the pixels are decoded and painted on
/// them strip by strip.
/// </summary>
internal sealed class Drawing
{
    private readonly List<(PixelArea Area, ClassColor Color)> _fills = [];
    private readonly List<Label> _labels = [];

    private Drawing()
    {
    }

    /// <summary>Lays out the drawing.</summary>
    /// <param name="objects">The objects, best first.</param>
    /// <param name="width">Width of the upright picture in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="style">Sizes of lines and letters.</param>
    internal static Drawing Of(IReadOnlyList<DetectedObject> objects, int width, int height, in AnnotationStyle style)
    {
        Drawing drawing = new();
        LabelFace face = new(TrueTypeFont.Default, style.CapHeight);
        LabelLayout layout = new(width, height, (style.LineWidth + 1) / 2);
        for (int i = objects.Count - 1; i >= 0; i--)
        {
            drawing.AddBox(objects[i].Box.ToPixels(width, height), ClassColor.Of(objects[i].ClassId), style.LineWidth);
        }

        foreach (DetectedObject found in objects)
        {
            drawing.AddLabel(found, width, height, style, face, layout);
        }

        // Reversed, so that the best object's label is painted last and lies on top where labels overlap.
        drawing._labels.Reverse();
        return drawing;
    }

    /// <summary>Paints the part of the drawing that lies in a part of the picture.</summary>
    /// <param name="pixels">The first pixel of that part: R, G, B and, where there are four bytes a pixel, alpha.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="bands">Bytes a pixel, 3 or 4.</param>
    /// <param name="part">Where it lies in the picture.</param>
    internal unsafe void Paint(byte* pixels, int stride, int bands, in PixelArea part)
    {
        Canvas canvas = new(pixels, stride, bands, part);
        foreach ((PixelArea area, ClassColor color) in _fills)
        {
            canvas.Fill(area, color);
        }

        foreach (Label label in _labels)
        {
            if (label.Area.Touches(part))
            {
                canvas.Fill(label.Area, label.Color);
                foreach (PlacedGlyph glyph in label.Text)
                {
                    canvas.Blend(glyph, ClassColor.Ink);
                }
            }
        }
    }

    // The line lies within the box and so within the picture. Small boxes get thinner lines, so that their content stays visible.
    private void AddBox(in PixelArea box, ClassColor color, int lineWidth)
    {
        int line = Math.Clamp(Math.Min(box.Width, box.Height) / 8, 1, lineWidth);
        ReadOnlySpan<PixelArea> edges =
        [
            new(box.Left, box.Top, box.Right, box.Top + line),
            new(box.Left, box.Bottom - line, box.Right, box.Bottom),
            new(box.Left, box.Top, box.Left + line, box.Bottom),
            new(box.Right - line, box.Top, box.Right, box.Bottom),
        ];
        foreach (PixelArea edge in edges)
        {
            _fills.Add((edge.Intersect(box), color));
        }
    }

    private void AddLabel(in DetectedObject found, int width, int height, in AnnotationStyle style, LabelFace face, LabelLayout layout)
    {
        if (style.LabelHeight > height || TextOf(found, face, width - (2 * style.PaddingX)) is not { } text)
        {
            return;
        }

        PixelArea box = found.Box.ToPixels(width, height);
        PixelArea area = layout.Place(box, face.WidthOf(text) + (2 * style.PaddingX), style.LabelHeight);
        PlacedGlyph[] glyphs = [.. face.Write(text, area.Left + style.PaddingX, area.Bottom - style.PaddingY)];
        _labels.Add(new Label(area, ClassColor.Of(found.ClassId), glyphs));
    }

    /// <summary>The name, shortened to the width, and the confidence; null if there is no room for any text.</summary>
    private static string? TextOf(in DetectedObject found, LabelFace face, int width)
    {
        // A name in a script that the font lacks is replaced by the class id.
        string shown = face.Shown(found.ClassName);
        string name = shown.Length > 0 ? shown : string.Create(CultureInfo.InvariantCulture, $"#{found.ClassId}");
        string confidence = string.Create(CultureInfo.InvariantCulture, $" {found.Confidence * 100:F0}%");
        return face.Fit(name, width - face.WidthOf(confidence)) is { } fitting ? fitting + confidence : face.Fit(name, width);
    }

    private sealed record Label(PixelArea Area, ClassColor Color, PlacedGlyph[] Text);
}
