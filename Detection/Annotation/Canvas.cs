using Detection.Imaging;

namespace Detection.Annotation;

/// <summary>Pixels of a part of a picture, to draw on.</summary>
internal readonly unsafe ref struct Canvas
{
    private readonly byte* _pixels;
    private readonly int _stride;
    private readonly int _bands;
    private readonly PixelArea _part;

    /// <summary>Creates a canvas on pixels.</summary>
    /// <param name="pixels">The first pixel: R, G, B and, where there are four bytes a pixel, alpha.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="bands">Bytes a pixel, 3 or 4.</param>
    /// <param name="part">Where the pixels lie in the picture.</param>
    internal Canvas(byte* pixels, int stride, int bands, in PixelArea part)
    {
        _pixels = pixels;
        _stride = stride;
        _bands = bands;
        _part = part;
    }

    /// <summary>Makes all pixels of an area one colour, opaque.</summary>
    internal void Fill(in PixelArea area, ClassColor color)
    {
        PixelArea visible = area.Intersect(_part);
        for (int y = visible.Top; y < visible.Bottom; y++)
        {
            byte* pixel = PixelAt(visible.Left, y);
            for (int x = visible.Left; x < visible.Right; x++, pixel += _bands)
            {
                pixel[0] = color.Red;
                pixel[1] = color.Green;
                pixel[2] = color.Blue;
                if (_bands == 4)
                {
                    pixel[3] = byte.MaxValue;
                }
            }
        }
    }

    /// <summary>Blends a letter over the pixels, which must be opaque.</summary>
    internal void Blend(in PlacedGlyph glyph, ClassColor color)
    {
        GlyphMask mask = glyph.Mask;
        PixelArea visible = new PixelArea(glyph.X, glyph.Y, glyph.X + mask.Width, glyph.Y + mask.Height).Intersect(_part);
        for (int y = visible.Top; y < visible.Bottom; y++)
        {
            byte* pixel = PixelAt(visible.Left, y);
            for (int x = visible.Left; x < visible.Right; x++, pixel += _bands)
            {
                int coverage = mask.Coverage[((y - glyph.Y) * mask.Width) + x - glyph.X];
                pixel[0] = Mix(pixel[0], color.Red, coverage);
                pixel[1] = Mix(pixel[1], color.Green, coverage);
                pixel[2] = Mix(pixel[2], color.Blue, coverage);
            }
        }
    }

    private byte* PixelAt(int x, int y) => _pixels + ((nint)(y - _part.Top) * _stride) + ((nint)(x - _part.Left) * _bands);

    private static byte Mix(byte below, byte above, int coverage) => (byte)(((below * (255 - coverage)) + (above * coverage) + 127) / 255);
}
