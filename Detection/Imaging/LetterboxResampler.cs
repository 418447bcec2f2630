using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Detection.Memory;

namespace Detection.Imaging;

/// <summary>
/// Resamples a picture into a model's input while it is being decoded: takes rows of bytes from top to bottom and writes planes of float32,
/// scaled, upright, normalised and padded. Holds only as many source rows as the filter needs, never the picture. Not thread-safe; reusable for any
/// number of pictures.
/// </summary>
/// <remarks>
/// Filters down the columns first (contiguous, so it vectorises for any number of bands), then along the rows (one 4-lane vector per pixel, transposed
/// into planes four pixels at a time). The result stays in float: no rounding to bytes in between.
/// </remarks>
internal sealed unsafe class LetterboxResampler : IDisposable
{
    // Padding after the end of each row: vectors are loaded and stored past the last pixel.
    private const int Slack = 64;

    private readonly ResampleFilter _vertical = new();
    private readonly ResampleFilter _horizontal = new();
    private readonly PixelNormalization _normalization;
    private NativeBuffer? _ring;
    private NativeBuffer? _line;
    private NativeBuffer? _planes;
    private float* _target;
    private LetterboxGeometry _geometry;
    private ExifOrientation _orientation;
    private int _bands;
    private int _rowStride;
    private int _ringRows;
    private int _rowsIn;
    private int _rowsOut;

    internal LetterboxResampler(PixelNormalization normalization) => _normalization = normalization;

    /// <summary>Begins a picture.</summary>
    /// <param name="geometry">Where the upright picture lies in the input.</param>
    /// <param name="orientation">Orientation of the stored rows.</param>
    /// <param name="rowWidth">Pixels per stored row.</param>
    /// <param name="rowCount">Number of stored rows.</param>
    /// <param name="bands">Bytes per pixel: 1 (grey) or 3 (R, G, B).</param>
    /// <param name="target">The input: 3 planes of <c>InputHeight</c> rows of <c>InputWidth</c> float32.</param>
    internal void Begin(in LetterboxGeometry geometry, ExifOrientation orientation, int rowWidth, int rowCount, int bands, float* target)
    {
        _geometry = geometry;
        _orientation = orientation;
        _bands = bands;
        _target = target;
        bool swaps = orientation.SwapsAxes();
        _horizontal.Configure(rowWidth, swaps ? geometry.ContentHeight : geometry.ContentWidth);
        _vertical.Configure(rowCount, swaps ? geometry.ContentWidth : geometry.ContentHeight);

        _rowStride = (rowWidth * bands) + Slack;
        _ringRows = _vertical.Taps;
        NativeBuffer.EnsureLength(ref _ring, (nuint)_ringRows * (nuint)_rowStride);
        NativeBuffer.EnsureLength(ref _line, (nuint)((rowWidth * 3) + Slack) * sizeof(float));
        NativeBuffer.EnsureLength(ref _planes, (nuint)((_horizontal.TargetLength + Slack) * 3) * sizeof(float));
        _rowsIn = 0;
        _rowsOut = 0;
        FillPadding();
    }

    /// <summary>Takes the next row or rows.</summary>
    /// <param name="rows">Packed rows, of the width and bands given to <see cref="Begin"/>.</param>
    internal void AddRows(ReadOnlySpan<byte> rows) => AddRows(rows, _rowStride - Slack, skip: 0);

    /// <summary>Takes the next row or rows as a part of wider rows.</summary>
    /// <param name="rows">The wider rows.</param>
    /// <param name="stride">Bytes from one of them to the next.</param>
    /// <param name="skip">Bytes to skip at the start of each.</param>
    internal void AddRows(ReadOnlySpan<byte> rows, int stride, int skip)
    {
        int length = _rowStride - Slack;
        fixed (byte* first = rows)
        {
            for (byte* row = first + skip; row < first + rows.Length; row += stride)
            {
                Buffer.MemoryCopy(row, RingRow(_rowsIn), length, length);
                _rowsIn++;
                while (_rowsOut < _vertical.TargetLength && _vertical.First[_rowsOut] + _vertical.Taps <= _rowsIn)
                {
                    EmitRow(_rowsOut++);
                }
            }
        }
    }

    public void Dispose()
    {
        _ring?.Dispose();
        _line?.Dispose();
        _planes?.Dispose();
    }

    private byte* RingRow(int row) => _ring!.Start + ((nint)(row % _ringRows) * _rowStride);

    private void EmitRow(int row)
    {
        float* line = (float*)_line!.Start;
        BlendRows(row, line, _rowStride - Slack);
        if (_bands == 1)
        {
            SpreadGrey(line, _horizontal.SourceLength);
        }

        WriteRow(row, line);
    }

    /// <summary>Down the columns: the weighted sum of the source rows an output row reaches.</summary>
    private void BlendRows(int row, float* line, int length)
    {
        int taps = _vertical.Taps;
        int first = _vertical.First[row];
        ReadOnlySpan<float> weights = _vertical.Weights.Slice(row * taps, taps);
        if (taps == 1)
        {
            BlendTap(RingRow(first), weights[0], line, length, accumulate: false);
            return;
        }

        // Two rows at a time halve the passes over the line; filters have many taps when a picture shrinks.
        int tap = 0;
        for (; tap + 1 < taps; tap += 2)
        {
            BlendTwoTaps(RingRow(first + tap), weights[tap], RingRow(first + tap + 1), weights[tap + 1], line, length, accumulate: tap > 0);
        }

        if (tap < taps && weights[tap] != 0)
        {
            BlendTap(RingRow(first + tap), weights[tap], line, length, accumulate: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendTap(byte* source, float weight, float* line, int length, bool accumulate)
    {
        Vector256<float> w = Vector256.Create(weight);
        for (int i = 0; i < length; i += 8)
        {
            Vector256<float> sum = Widen(source + i) * w;
            if (accumulate)
            {
                sum += Vector256.Load(line + i);
            }

            sum.Store(line + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendTwoTaps(byte* source0, float weight0, byte* source1, float weight1, float* line, int length, bool accumulate)
    {
        Vector256<float> w0 = Vector256.Create(weight0);
        Vector256<float> w1 = Vector256.Create(weight1);
        for (int i = 0; i < length; i += 8)
        {
            Vector256<float> sum = accumulate
                ? Vector256.FusedMultiplyAdd(Widen(source0 + i), w0, Vector256.Load(line + i))
                : Widen(source0 + i) * w0;
            Vector256.FusedMultiplyAdd(Widen(source1 + i), w1, sum).Store(line + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(byte* source)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte());
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(words);
        return Vector256.ConvertToSingle(Vector256.Create(lower, upper).AsInt32());
    }

    private static void SpreadGrey(float* line, int width)
    {
        for (int x = width - 1; x >= 0; x--)
        {
            float value = line[x];
            line[(3 * x) + 2] = value;
            line[(3 * x) + 1] = value;
            line[3 * x] = value;
        }
    }

    /// <summary>Along the row: filters, normalises and writes the planes where the upright picture has that row (or column).</summary>
    private void WriteRow(int row, float* line)
    {
        int length = _horizontal.TargetLength;
        int planeStride = _geometry.InputWidth * _geometry.InputHeight;
        (int start, int step) = Placement(row, length);
        float* red = _target + ((nint)_normalization.PlaneOf(0) * planeStride) + start;
        float* green = _target + ((nint)_normalization.PlaneOf(1) * planeStride) + start;
        float* blue = _target + ((nint)_normalization.PlaneOf(2) * planeStride) + start;
        if (step == 1)
        {
            FilterRow(line, red, green, blue, length);
            return;
        }

        float* planes = (float*)_planes!.Start;
        int stride = length + Slack;
        FilterRow(line, planes, planes + stride, planes + (2 * stride), length);
        for (int x = 0; x < length; x++)
        {
            nint at = (nint)x * step;
            red[at] = planes[x];
            green[at] = planes[stride + x];
            blue[at] = planes[(2 * stride) + x];
        }
    }

    /// <summary>Where the pixels of a stored row go in the input: the first one's offset in the plane, and the step from one to the next.</summary>
    private (int Start, int Step) Placement(int row, int length)
    {
        int width = _geometry.InputWidth;
        int origin = (_geometry.OffsetY * width) + _geometry.OffsetX;
        int lastRow = _vertical.TargetLength - 1 - row;
        int lastColumn = length - 1;
        return _orientation switch
        {
            ExifOrientation.MirrorHorizontal => (origin + (row * width) + lastColumn, -1),
            ExifOrientation.Rotate180 => (origin + (lastRow * width) + lastColumn, -1),
            ExifOrientation.MirrorVertical => (origin + (lastRow * width), 1),
            ExifOrientation.Transpose => (origin + row, width),
            ExifOrientation.Rotate90 => (origin + lastRow, width),
            ExifOrientation.Transverse => (origin + (lastColumn * width) + lastRow, -width),
            ExifOrientation.Rotate270 => (origin + (lastColumn * width) + row, -width),
            _ => (origin + (row * width), 1),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FilterRow(float* line, float* red, float* green, float* blue, int length)
    {
        int redPlane = _normalization.PlaneOf(0), greenPlane = _normalization.PlaneOf(1), bluePlane = _normalization.PlaneOf(2);
        float redFactor = _normalization.Factor(redPlane), redBias = _normalization.Bias(redPlane);
        float greenFactor = _normalization.Factor(greenPlane), greenBias = _normalization.Bias(greenPlane);
        float blueFactor = _normalization.Factor(bluePlane), blueBias = _normalization.Bias(bluePlane);
        int taps = _horizontal.Taps;
        fixed (int* first = _horizontal.First)
        fixed (float* weights = _horizontal.Weights)
        {
            int x = 0;
            for (; x + 4 <= length; x += 4)
            {
                Vector128<float> p0 = Pixel(line + (3 * first[x]), weights + (x * taps), taps);
                Vector128<float> p1 = Pixel(line + (3 * first[x + 1]), weights + ((x + 1) * taps), taps);
                Vector128<float> p2 = Pixel(line + (3 * first[x + 2]), weights + ((x + 2) * taps), taps);
                Vector128<float> p3 = Pixel(line + (3 * first[x + 3]), weights + ((x + 3) * taps), taps);

                // Four pixels of (r, g, b, _) to three vectors of one colour.
                Vector128<float> rg01 = InterleaveLower(p0, p1);
                Vector128<float> rg23 = InterleaveLower(p2, p3);
                Vector128<float> r = Vector128.Create(rg01.GetLower(), rg23.GetLower());
                Vector128<float> g = Vector128.Create(rg01.GetUpper(), rg23.GetUpper());
                Vector128<float> b = Vector128.Create(InterleaveUpper(p0, p1).GetLower(), InterleaveUpper(p2, p3).GetLower());
                ((r * redFactor) + Vector128.Create(redBias)).Store(red + x);
                ((g * greenFactor) + Vector128.Create(greenBias)).Store(green + x);
                ((b * blueFactor) + Vector128.Create(blueBias)).Store(blue + x);
            }

            for (; x < length; x++)
            {
                Vector128<float> pixel = Pixel(line + (3 * first[x]), weights + (x * taps), taps);
                red[x] = (pixel[0] * redFactor) + redBias;
                green[x] = (pixel[1] * greenFactor) + greenBias;
                blue[x] = (pixel[2] * blueFactor) + blueBias;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pixel(float* source, float* weights, int taps)
    {
        Vector128<float> sum = Vector128.Load(source) * weights[0];
        for (int tap = 1; tap < taps; tap++)
        {
            sum = Vector128.FusedMultiplyAdd(Vector128.Load(source + (3 * tap)), Vector128.Create(weights[tap]), sum);
        }

        return sum;
    }

    // (a0, b0, a1, b1)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLower(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(
        Vector128.Create(-1, 0, -1, 0).AsSingle(),
        Vector128.Shuffle(a, Vector128.Create(0, 0, 1, 1)),
        Vector128.Shuffle(b, Vector128.Create(0, 0, 1, 1)));

    // (a2, b2, a3, b3)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveUpper(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(
        Vector128.Create(-1, 0, -1, 0).AsSingle(),
        Vector128.Shuffle(a, Vector128.Create(2, 2, 3, 3)),
        Vector128.Shuffle(b, Vector128.Create(2, 2, 3, 3)));

    private void FillPadding()
    {
        LetterboxGeometry g = _geometry;
        int planeStride = g.InputWidth * g.InputHeight;
        int right = g.OffsetX + g.ContentWidth;
        int bottom = g.OffsetY + g.ContentHeight;
        for (int plane = 0; plane < 3; plane++)
        {
            float value = (_normalization.Pad * _normalization.Factor(plane)) + _normalization.Bias(plane);
            Span<float> target = new(_target + ((nint)plane * planeStride), planeStride);
            target[..(g.OffsetY * g.InputWidth)].Fill(value);
            target[(bottom * g.InputWidth)..].Fill(value);
            if (g.ContentWidth == g.InputWidth)
            {
                continue;
            }

            for (int y = g.OffsetY; y < bottom; y++)
            {
                Span<float> line = target.Slice(y * g.InputWidth, g.InputWidth);
                line[..g.OffsetX].Fill(value);
                line[right..].Fill(value);
            }
        }
    }
}
