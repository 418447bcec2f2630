using System.Numerics;
using Detection.Annotation;
using Detection.Imaging;

namespace Detection.Tests.Annotation;

/// <summary>The letters of a label and its place.</summary>
public sealed class LabelTests
{
    [Fact]
    public void ToCoverage_RectangleBetweenPixels_IsThePartOfEachThatItCovers()
    {
        GlyphRasterizer rasterizer = new(6, 4, Matrix3x2.Identity);
        rasterizer.MoveTo(new Vector2(1.25f, 0.5f));
        rasterizer.LineTo(new Vector2(4.75f, 0.5f));
        rasterizer.LineTo(new Vector2(4.75f, 3));
        rasterizer.LineTo(new Vector2(1.25f, 3));

        byte[] expected =
        [
            0, 96, 128, 128, 96, 0,
            0, 191, 255, 255, 191, 0,
            0, 191, 255, 255, 191, 0,
            0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, rasterizer.ToCoverage());
    }

    [Fact]
    public void ToCoverage_CircleWithAHole_CoversTheAreaBetweenThem()
    {
        GlyphRasterizer rasterizer = new(64, 64, Matrix3x2.Identity);
        AddCircle(rasterizer, 30, isClockwise: true);
        AddCircle(rasterizer, 12, isClockwise: false);
        byte[] coverage = rasterizer.ToCoverage();

        Assert.Equal(Math.PI * ((30 * 30) - (12 * 12)), coverage.Sum(value => value) / 255.0, tolerance: 8);
        Assert.Equal((0, 255), (coverage[(32 * 64) + 32], coverage[(32 * 64) + 11]));
    }

    // An eye's measures: I is a bar of the height of a capital, o is round and lower, the dot of i stands apart.
    [Fact]
    public void Write_Letters_HaveTheirShapes()
    {
        LabelFace face = new(TrueTypeFont.Default, 32);
        PlacedGlyph capital = face.Write("I", 0, 0).Single(), round = face.Write("o", 0, 0).Single(), dotted = face.Write("i", 0, 0).Single();

        Assert.Equal((32, -32), (capital.Mask.Height, capital.Y));
        Assert.InRange(capital.Mask.Coverage.Count(value => value == 255) / (double)capital.Mask.Coverage.Length, 0.5, 1);
        Assert.InRange(round.Mask.Height, 22, 27);
        Assert.Equal(0, round.Mask.Coverage[(round.Mask.Height / 2 * round.Mask.Width) + (round.Mask.Width / 2)]);
        Assert.Contains(
            Enumerable.Range(0, dotted.Mask.Height), row => dotted.Mask.Coverage.AsSpan(row * dotted.Mask.Width, dotted.Mask.Width).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Write_LetterWithAccent_IsTheLetterAndTheAccent()
    {
        LabelFace face = new(TrueTypeFont.Default, 32);
        GlyphMask letter = face.Write("a", 0, 0).Single().Mask, accented = face.Write("ä", 0, 0).Single().Mask;
        Assert.True(accented.Height > letter.Height + 4 && accented.Coverage.Sum(value => value) > letter.Coverage.Sum(value => value));
        Assert.Equal(face.WidthOf("a"), face.WidthOf("ä"));
    }

    [Theory]
    [InlineData(1000, "a rather long name")]
    [InlineData(60, null)]
    [InlineData(5, "")]
    public void Fit_Width_CutsToIt(int width, string? whole)
    {
        LabelFace face = new(TrueTypeFont.Default, 12);
        string? text = face.Fit("a rather long name", width);
        if (whole is { Length: 0 })
        {
            Assert.Null(text);
            return;
        }

        Assert.InRange(face.WidthOf(text!), 1, width);
        Assert.Equal(whole ?? text, text);
        Assert.Equal(whole is null, text!.EndsWith('…'));
    }

    [Fact]
    public void Place_AnyBoxes_LabelsAreInside()
    {
        Random random = new(1);
        for (int round = 0; round < 300; round++)
        {
            int width = random.Next(60, 900), height = random.Next(20, 900);
            LabelLayout layout = new(width, height, gap: 1);
            for (int i = 0; i < 6; i++)
            {
                int left = random.Next(width), top = random.Next(height);
                PixelArea box = new(left, top, random.Next(left, width) + 1, random.Next(top, height) + 1);
                PixelArea place = layout.Place(box, random.Next(10, 61), 20);
                Assert.True(place is { Left: >= 0, Top: >= 0 } && place.Right <= width && place.Bottom <= height, $"{place} in {width}x{height}");
                Assert.Equal(20, place.Height);
            }
        }
    }

    [Fact]
    public void Place_BoxesOnOneAnother_LabelsAreApart()
    {
        LabelLayout layout = new(800, 600, gap: 0);
        PixelArea box = new(200, 200, 500, 400);
        PixelArea[] places = [.. Enumerable.Range(0, 8).Select(_ => layout.Place(box, 80, 20))];
        Assert.Equal(new PixelArea(200, 180, 280, 200), places[0]);
        for (int i = 0; i < places.Length; i++)
        {
            Assert.All(places[..i], other => Assert.False(other.Touches(places[i]), $"{other} and {places[i]}"));
        }
    }

    private static void AddCircle(GlyphRasterizer rasterizer, float radius, bool isClockwise)
    {
        // Sixteen arcs, their control points where the tangents meet.
        const int Arcs = 16;
        Vector2 center = new(32, 32);
        rasterizer.MoveTo(center + new Vector2(radius, 0));
        for (int arc = 1; arc <= Arcs; arc++)
        {
            float half = MathF.PI / Arcs, sign = isClockwise ? 1 : -1;
            (float sin, float cos) = MathF.SinCos(sign * ((2 * arc) - 1) * half);
            (float endSin, float endCos) = MathF.SinCos(sign * 2 * arc * half);
            rasterizer.CurveTo(center + (new Vector2(cos, sin) * radius / MathF.Cos(half)), center + (new Vector2(endCos, endSin) * radius));
        }
    }
}
