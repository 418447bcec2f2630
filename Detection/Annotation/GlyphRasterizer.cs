using System.Numerics;

namespace Detection.Annotation;

/// <summary>
/// Rasterizes an outline: each edge adds to the cells it crosses the signed area to its right, and the running sums along the rows are the coverage.
/// Exact for straight
/// edges, without samples. Where contours overlap they count once.
/// </summary>
internal sealed class GlyphRasterizer : TrueTypeFont.IOutline
{
    private readonly int _width;
    private readonly int _height;
    private readonly int _stride;
    private readonly float[] _cells;
    private readonly Matrix3x2 _toPixels;
    private Vector2 _start;
    private Vector2 _at;

    /// <summary>Creates an empty mask.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="toPixels">From the outline's units to pixels of the mask, y downwards; all points must lie inside the mask.</param>
    internal GlyphRasterizer(int width, int height, in Matrix3x2 toPixels)
    {
        // An edge at the right end also adds to the next cell.
        (_width, _height, _stride) = (width, height, width + 2);
        _cells = new float[_stride * height];
        _toPixels = toPixels;
    }

    public void MoveTo(Vector2 point)
    {
        Close();
        _start = _at = Vector2.Transform(point, _toPixels);
    }

    public void LineTo(Vector2 point) => AddLine(Vector2.Transform(point, _toPixels));

    public void CurveTo(Vector2 control, Vector2 point)
    {
        Vector2 from = _at, middle = Vector2.Transform(control, _toPixels), to = Vector2.Transform(point, _toPixels);

        // The distance between curve and chord shrinks with the square of the number of pieces; here to 1/50 of a pixel.
        float bend = (from - (2 * middle) + to).Length() / 8;
        int pieces = 1 + (int)MathF.Sqrt(bend / 0.02f);
        for (int i = 1; i <= pieces; i++)
        {
            float t = (float)i / pieces;
            AddLine(Vector2.Lerp(Vector2.Lerp(from, middle, t), Vector2.Lerp(middle, to, t), t));
        }
    }

    /// <summary>The coverage of each pixel, 0 to 255, row by row.</summary>
    internal byte[] ToCoverage()
    {
        Close();
        byte[] coverage = new byte[_width * _height];
        for (int y = 0; y < _height; y++)
        {
            float sum = 0;
            for (int x = 0; x < _width; x++)
            {
                sum += _cells[(y * _stride) + x];
                coverage[(y * _width) + x] = (byte)MathF.Round(Math.Min(1, Math.Abs(sum)) * 255);
            }
        }

        return coverage;
    }

    private void Close() => AddLine(_start);

    private void AddLine(Vector2 to)
    {
        (Vector2 top, Vector2 bottom, float sign) = _at.Y <= to.Y ? (_at, to, 1f) : (to, _at, -1f);
        _at = to;
        if (top.Y == bottom.Y)
        {
            return;
        }

        float slope = (bottom.X - top.X) / (bottom.Y - top.Y);
        for (int y = (int)top.Y; y < bottom.Y && y < _height; y++)
        {
            float from = Math.Max(top.Y, y), end = Math.Min(bottom.Y, y + 1);
            AddInRow(y, top.X + ((from - top.Y) * slope), top.X + ((end - top.Y) * slope), (end - from) * sign);
        }
    }

    /// <summary>Adds an edge within a row of pixels.</summary>
    /// <param name="y">The row.</param>
    /// <param name="x0">Its x at the top.</param>
    /// <param name="x1">Its x at the bottom.</param>
    /// <param name="rise">How far it goes down, -1 to 1.</param>
    private void AddInRow(int y, float x0, float x1, float rise)
    {
        (float left, float right) = x0 <= x1 ? (x0, x1) : (x1, x0);
        int last = Math.Max((int)left, (int)MathF.Ceiling(right) - 1);
        for (int x = (int)left; x <= last; x++)
        {
            float from = Math.Max(left, x), end = Math.Min(right, x + 1);
            float part = left == right ? rise : rise * (end - from) / (right - left);

            // In this pixel the area to the right of the edge's middle; in all pixels after it everything.
            float covered = part * (x + 1 - ((from + end) / 2));
            _cells[(y * _stride) + x] += covered;
            _cells[(y * _stride) + x + 1] += part - covered;
        }
    }
}
