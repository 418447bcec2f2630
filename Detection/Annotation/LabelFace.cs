using System.Numerics;
using System.Text;

namespace Detection.Annotation;

/// <summary>The labels' font in one size: measures text and gives the masks of its glyphs. Not thread-safe; each glyph is rasterized once.</summary>
/// <param name="font">The font.</param>
/// <param name="capHeight">Height of a capital letter in pixels, at least 1.</param>
internal sealed class LabelFace(TrueTypeFont font, int capHeight)
{
    // Letters are placed at quarters of pixels; at whole pixels small text looks uneven.
    private const int Steps = 4;

    private const string Ellipsis = "…";

    private readonly Dictionary<(int Glyph, int Step), GlyphMask> _masks = [];
    private readonly float _scale = (float)capHeight / font.CapHeight;

    /// <summary>
    /// The part of a text that the font can show, without control characters and with single spaces between words; empty if nothing is left. The font has no
    /// scripts whose letters change shape with their neighbours.
    /// </summary>
    internal string Shown(string text)
    {
        StringBuilder shown = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune);
            if (isSpace ? shown.Length > 0 && shown[^1] != ' ' : !Rune.IsControl(rune) && font.GlyphOf(rune.Value) != 0)
            {
                shown.Append(isSpace ? " " : rune.ToString());
            }
        }

        return shown.ToString().TrimEnd();
    }

    /// <summary>Width of a text in pixels, rounded up.</summary>
    internal int WidthOf(string text)
    {
        float width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += AdvanceOf(rune);
        }

        return (int)MathF.Ceiling(width);
    }

    /// <summary>Shortens a text to a width and marks the cut with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Most pixels.</param>
    /// <returns>The text; null if not even one letter fits.</returns>
    internal string? Fit(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        float used = WidthOf(Ellipsis);
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += AdvanceOf(rune);
            if (used > width)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length == 0 ? null : text[..length].TrimEnd() + Ellipsis;
    }

    /// <summary>The masks of a text's letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it begins, in pixels.</param>
    /// <param name="baseline">The row below the baseline.</param>
    internal IEnumerable<PlacedGlyph> Write(string text, int x, int baseline)
    {
        float pen = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int quarters = (int)MathF.Round(pen * Steps);
            GlyphMask mask = MaskOf(font.GlyphOf(rune.Value), quarters % Steps);
            yield return new PlacedGlyph(mask, x + (quarters / Steps) + mask.Left, baseline + mask.Top);
            pen += AdvanceOf(rune);
        }
    }

    private float AdvanceOf(Rune rune) => font.AdvanceOf(font.GlyphOf(rune.Value)) * _scale;

    private GlyphMask MaskOf(int glyph, int step)
    {
        if (!_masks.TryGetValue((glyph, step), out GlyphMask? mask))
        {
            _masks[(glyph, step)] = mask = Rasterize(glyph, (float)step / Steps);
        }

        return mask;
    }

    private GlyphMask Rasterize(int glyph, float shift)
    {
        OutlineBounds bounds = new();
        font.Draw(glyph, bounds);
        if (bounds.IsEmpty)
        {
            return GlyphMask.Empty;
        }

        int left = (int)MathF.Floor((bounds.Least.X * _scale) + shift), right = (int)MathF.Ceiling((bounds.Most.X * _scale) + shift);
        int top = (int)MathF.Floor(-bounds.Most.Y * _scale), bottom = (int)MathF.Ceiling(-bounds.Least.Y * _scale);
        int width = Math.Max(1, right - left), height = Math.Max(1, bottom - top);
        GlyphRasterizer rasterizer = new(width, height, new Matrix3x2(_scale, 0, 0, -_scale, shift - left, -top));
        font.Draw(glyph, rasterizer);
        return new GlyphMask(rasterizer.ToCoverage(), width, height, left, top);
    }

    /// <summary>The box around all points of an outline, which contains the outline.</summary>
    private sealed class OutlineBounds : TrueTypeFont.IOutline
    {
        internal Vector2 Least { get; private set; } = new(float.MaxValue);

        internal Vector2 Most { get; private set; } = new(float.MinValue);

        internal bool IsEmpty => Least.X > Most.X;

        public void MoveTo(Vector2 point) => Add(point);

        public void LineTo(Vector2 point) => Add(point);

        public void CurveTo(Vector2 control, Vector2 point)
        {
            Add(control);
            Add(point);
        }

        private void Add(Vector2 point)
        {
            Least = Vector2.Min(Least, point);
            Most = Vector2.Max(Most, point);
        }
    }
}

/// <summary>The coverage mask of a letter.</summary>
/// <param name="Coverage">Coverage of each pixel, 0 to 255, row by row.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Left">Pixels from the pen to the first column.</param>
/// <param name="Top">Pixels from the baseline to the first row; negative above it.</param>
internal sealed record GlyphMask(byte[] Coverage, int Width, int Height, int Left, int Top)
{
    /// <summary>The mask of a space.</summary>
    internal static GlyphMask Empty { get; } = new([], 0, 0, 0, 0);
}

/// <summary>A letter at its place in a picture.</summary>
/// <param name="Mask">The letter.</param>
/// <param name="X">Column of the mask's left edge.</param>
/// <param name="Y">Row of the mask's top edge.</param>
internal readonly record struct PlacedGlyph(GlyphMask Mask, int X, int Y);
