using System.Buffers.Binary;
using System.Numerics;

namespace Detection.Annotation;

/// <summary>
/// The font of the labels: metrics and outlines of its glyphs (OpenType, tables head, hhea, hmtx, cmap, loca, glyf and OS/2). Reads only the font that is
/// embedded in the assembly, so it assumes a well-formed file.
/// </summary>
internal sealed class TrueTypeFont
{
    private const string ResourceName = "Detection.Annotation.Inter_600SemiBold.ttf";

    // Depth of composite glyphs; this font has one level.
    private const int MostLevels = 4;

    private static readonly Lazy<TrueTypeFont> Bundled = new(ReadBundled);

    private readonly byte[] _data;
    private readonly int _glyphs;
    private readonly int _locations;
    private readonly bool _hasLongLocations;
    private readonly int _metrics;
    private readonly int _metricsCount;
    private readonly int _characters;

    private TrueTypeFont(byte[] data)
    {
        _data = data;
        int head = Table("head"u8), horizontal = Table("hhea"u8);
        _hasLongLocations = Int16(head + 50) != 0;
        _metricsCount = UInt16(horizontal + 34);
        _metrics = Table("hmtx"u8);
        _locations = Table("loca"u8);
        _glyphs = Table("glyf"u8);
        CapHeight = Int16(Table("OS/2"u8) + 88);
        _characters = CharacterMap(Table("cmap"u8));
    }

    /// <summary>Receives the outline of a glyph: closed contours of lines and quadratic curves, in font units, y upwards from the baseline.</summary>
    internal interface IOutline
    {
        /// <summary>Begins a closed contour.</summary>
        void MoveTo(Vector2 point);

        /// <summary>A line to a point.</summary>
        void LineTo(Vector2 point);

        /// <summary>A quadratic Bézier curve to a point.</summary>
        void CurveTo(Vector2 control, Vector2 point);
    }

    /// <summary>Inter SemiBold, embedded in the assembly: the machine may have no fonts.</summary>
    internal static TrueTypeFont Default => Bundled.Value;

    /// <summary>Height of a capital letter in font units.</summary>
    internal int CapHeight { get; }

    /// <summary>The glyph of a character; 0 where the font has none.</summary>
    internal int GlyphOf(int codePoint)
    {
        // Format 4: four arrays of one length, for segments in the order of their last characters.
        int length = UInt16(_characters + 6);
        int lasts = _characters + 14, firsts = lasts + length + 2, deltas = firsts + length, offsets = deltas + length;
        for (int segment = 0; codePoint <= 0xFFFF && segment < length; segment += 2)
        {
            if (UInt16(lasts + segment) < codePoint)
            {
                continue;
            }

            int first = UInt16(firsts + segment), delta = UInt16(deltas + segment), offset = UInt16(offsets + segment);
            if (first > codePoint)
            {
                return 0;
            }

            int glyph = offset == 0 ? codePoint : UInt16(offsets + segment + offset + (2 * (codePoint - first)));
            return offset != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    /// <summary>How far a glyph moves the pen, in font units.</summary>
    internal int AdvanceOf(int glyph) => UInt16(_metrics + (4 * Math.Min(glyph, _metricsCount - 1)));

    /// <summary>Passes the outline of a glyph to a receiver.</summary>
    internal void Draw(int glyph, IOutline outline) => Draw(glyph, outline, Matrix3x2.Identity, MostLevels);

    private void Draw(int glyph, IOutline outline, in Matrix3x2 placement, int levels)
    {
        int start = Location(glyph);
        if (start == Location(glyph + 1) || levels == 0)
        {
            return;
        }

        // The number of contours is followed by their bounding box.
        int at = _glyphs + start + 10;
        int contours = Int16(at - 10);
        if (contours >= 0)
        {
            DrawContours(at, contours, outline, placement);
        }
        else
        {
            DrawParts(at, outline, placement, levels);
        }
    }

    private void DrawContours(int at, int contours, IOutline outline, in Matrix3x2 placement)
    {
        const byte OnCurve = 1, ShortX = 2, ShortY = 4, Repeated = 8, SameX = 16, SameY = 32;
        int ends = at;
        int count = UInt16(ends + (2 * (contours - 1))) + 1;
        at += 2 * contours;

        // Skips hinting instructions.
        at += 2 + UInt16(at);
        byte[] flags = new byte[count];
        for (int i = 0; i < count;)
        {
            byte flag = _data[at++];
            int times = (flag & Repeated) != 0 ? _data[at++] + 1 : 1;
            flags.AsSpan(i, times).Fill(flag);
            i += times;
        }

        int[] xs = Coordinates(ref at, flags, ShortX, SameX);
        int[] ys = Coordinates(ref at, flags, ShortY, SameY);
        Vector2[] points = new Vector2[count];
        bool[] isOnCurve = new bool[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = Vector2.Transform(new Vector2(xs[i], ys[i]), placement);
            isOnCurve[i] = (flags[i] & OnCurve) != 0;
        }

        for (int contour = 0, first = 0; contour < contours; contour++)
        {
            int last = UInt16(ends + (2 * contour));
            DrawContour(points.AsSpan(first..(last + 1)), isOnCurve.AsSpan(first..(last + 1)), outline);
            first = last + 1;
        }
    }

    // Between two consecutive control points the curve passes through their midpoint, which the file omits.
    private static void DrawContour(ReadOnlySpan<Vector2> points, ReadOnlySpan<bool> isOnCurve, IOutline outline)
    {
        if (points.Length < 2)
        {
            return;
        }

        int first = Math.Max(0, isOnCurve.IndexOf(true));
        Vector2 start = isOnCurve[first] ? points[first] : (points[0] + points[^1]) / 2;
        int from = isOnCurve[first] ? first + 1 : first;
        int count = isOnCurve[first] ? points.Length - 1 : points.Length;
        outline.MoveTo(start);
        Vector2? control = null;
        for (int i = 0; i < count; i++)
        {
            int index = (from + i) % points.Length;
            Vector2 point = points[index];
            if (!isOnCurve[index])
            {
                if (control is { } before)
                {
                    outline.CurveTo(before, (before + point) / 2);
                }

                control = point;
                continue;
            }

            End(outline, control, point);
            control = null;
        }

        End(outline, control, start);
    }

    private static void End(IOutline outline, Vector2? control, Vector2 point)
    {
        if (control is { } curve)
        {
            outline.CurveTo(curve, point);
        }
        else
        {
            outline.LineTo(point);
        }
    }

    /// <summary>Draws a composite glyph, such as a letter and its accent.</summary>
    private void DrawParts(int at, IOutline outline, in Matrix3x2 placement, int levels)
    {
        const int WordArguments = 1, ArgumentsAreXY = 2, HasScale = 8, MoreParts = 32, HasTwoScales = 64, HasMatrix = 128;
        int flags;
        do
        {
            flags = UInt16(at);
            int part = UInt16(at + 2);
            at += 4;
            bool areWords = (flags & WordArguments) != 0, isOffset = (flags & ArgumentsAreXY) != 0;
            Matrix3x2 own = Matrix3x2.Identity;
            if (isOffset)
            {
                own.M31 = areWords ? Int16(at) : (sbyte)_data[at];
                own.M32 = areWords ? Int16(at + 2) : (sbyte)_data[at + 1];
            }

            at += areWords ? 4 : 2;
            if ((flags & HasScale) != 0)
            {
                own.M11 = own.M22 = Fraction(at);
                at += 2;
            }
            else if ((flags & HasTwoScales) != 0)
            {
                (own.M11, own.M22) = (Fraction(at), Fraction(at + 2));
                at += 4;
            }
            else if ((flags & HasMatrix) != 0)
            {
                (own.M11, own.M12, own.M21, own.M22) = (Fraction(at), Fraction(at + 2), Fraction(at + 4), Fraction(at + 6));
                at += 8;
            }

            Draw(part, outline, own * placement, levels - 1);
        }
        while ((flags & MoreParts) != 0);
    }

    // Each coordinate is a difference to the previous one: a byte with the sign in a flag, two bytes, or nothing for zero.
    private int[] Coordinates(ref int at, ReadOnlySpan<byte> flags, byte isShort, byte isSameOrPositive)
    {
        int[] values = new int[flags.Length];
        int value = 0;
        for (int i = 0; i < flags.Length; i++)
        {
            bool isSet = (flags[i] & isSameOrPositive) != 0;
            if ((flags[i] & isShort) != 0)
            {
                value += isSet ? _data[at] : -_data[at];
                at++;
            }
            else if (!isSet)
            {
                value += Int16(at);
                at += 2;
            }

            values[i] = value;
        }

        return values;
    }

    private static TrueTypeFont ReadBundled()
    {
        using Stream resource = typeof(TrueTypeFont).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks {ResourceName}.");
        byte[] data = new byte[resource.Length];
        resource.ReadExactly(data);
        return new TrueTypeFont(data);
    }

    private int Table(ReadOnlySpan<byte> tag)
    {
        const int Header = 12, Entry = 16;
        for (int i = 0; i < UInt16(4); i++)
        {
            int at = Header + (i * Entry);
            if (_data.AsSpan(at, 4).SequenceEqual(tag))
            {
                return (int)BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(at + 8));
            }
        }

        throw new InvalidOperationException("The font lacks a table.");
    }

    // The Unicode map in the one format that is read here.
    private int CharacterMap(int table)
    {
        for (int i = 0; i < UInt16(table + 2); i++)
        {
            int map = table + (int)BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(table + 4 + (8 * i) + 4));
            if (UInt16(map) == 4)
            {
                return map;
            }
        }

        throw new InvalidOperationException("The font lacks a character map of format 4.");
    }

    private int Location(int glyph) => _hasLongLocations
        ? (int)BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(_locations + (4 * glyph)))
        : 2 * UInt16(_locations + (2 * glyph));

    // F2DOT14: two bytes, 14 of the bits after the binary point.
    private float Fraction(int at) => Int16(at) / 16384f;

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(at));

    private short Int16(int at) => BinaryPrimitives.ReadInt16BigEndian(_data.AsSpan(at));
}
