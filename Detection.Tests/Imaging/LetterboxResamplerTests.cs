using Detection.Imaging;

namespace Detection.Tests.Imaging;

/// <summary>The resampler against the definition of the filter, computed pixel by pixel in double precision.</summary>
public sealed unsafe class LetterboxResamplerTests
{
    private const float Tolerance = 2e-3f;

    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 64, 48, 64, 64 },
        { 131, 77, 64, 64 },
        { 500, 333, 96, 64 },
        { 7, 5, 64, 64 },
        { 1, 1, 64, 64 },
        { 2, 400, 64, 64 },
        { 400, 3, 64, 64 },
        { 33, 64, 64, 64 },
        { 300, 300, 61, 67 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AddRows_AnySize_IsTheAntialiasedBilinearFilter(int width, int height, int inputWidth, int inputHeight)
    {
        byte[] pixels = Noise(width * height * 3);
        AssertEqual(Expected(pixels, width, height, 3, inputWidth, inputHeight, ExifOrientation.Upright, PixelNormalization.UnitRgb),
            Resample(pixels, width, height, 3, inputWidth, inputHeight, ExifOrientation.Upright, PixelNormalization.UnitRgb));
    }

    [Theory]
    [InlineData(ExifOrientation.MirrorHorizontal)]
    [InlineData(ExifOrientation.Rotate180)]
    [InlineData(ExifOrientation.MirrorVertical)]
    [InlineData(ExifOrientation.Transpose)]
    [InlineData(ExifOrientation.Rotate90)]
    [InlineData(ExifOrientation.Transverse)]
    [InlineData(ExifOrientation.Rotate270)]
    public void AddRows_StoredTurned_StandsUpright(ExifOrientation orientation)
    {
        byte[] pixels = Noise(90 * 50 * 3);
        AssertEqual(Expected(pixels, 90, 50, 3, 64, 48, orientation, PixelNormalization.UnitRgb),
            Resample(pixels, 90, 50, 3, 64, 48, orientation, PixelNormalization.UnitRgb));
    }

    [Fact]
    public void AddRows_Grey_FillsAllPlanes()
    {
        byte[] pixels = Noise(90 * 50);
        AssertEqual(Expected(pixels, 90, 50, 1, 64, 48, ExifOrientation.Upright, PixelNormalization.UnitRgb),
            Resample(pixels, 90, 50, 1, 64, 48, ExifOrientation.Upright, PixelNormalization.UnitRgb));
    }

    [Fact]
    public void AddRows_OtherNormalization_IsApplied()
    {
        PixelNormalization normalization = new(ChannelOrder.Bgr, 1 / 255f, [0.4f, 0.5f, 0.6f], [0.1f, 0.2f, 0.3f], LetterboxAnchor.TopLeft, 7);
        byte[] pixels = Noise(90 * 50 * 3);
        AssertEqual(Expected(pixels, 90, 50, 3, 64, 48, ExifOrientation.Upright, normalization),
            Resample(pixels, 90, 50, 3, 64, 48, ExifOrientation.Upright, normalization));
    }

    [Fact]
    public void Begin_AfterALargerPicture_LeavesNothingOfIt()
    {
        float[] target = new float[3 * 64 * 64];
        using LetterboxResampler resampler = new(PixelNormalization.UnitRgb);
        byte[] tall = Noise(40 * 300 * 3), wide = Noise(300 * 40 * 3);
        Resample(resampler, tall, 40, 300, 3, 64, 64, ExifOrientation.Upright, PixelNormalization.UnitRgb, target);
        Resample(resampler, wide, 300, 40, 3, 64, 64, ExifOrientation.Upright, PixelNormalization.UnitRgb, target);
        AssertEqual(Expected(wide, 300, 40, 3, 64, 64, ExifOrientation.Upright, PixelNormalization.UnitRgb), target);
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static void AssertEqual(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= Tolerance, $"At {i}: expected {expected[i]}, was {actual[i]}.");
        }
    }

    private static float[] Resample(
        byte[] pixels, int width, int height, int bands, int inputWidth, int inputHeight, ExifOrientation orientation, PixelNormalization normalization)
    {
        float[] target = new float[3 * inputWidth * inputHeight];
        using LetterboxResampler resampler = new(normalization);
        Resample(resampler, pixels, width, height, bands, inputWidth, inputHeight, orientation, normalization, target);
        return target;
    }

    private static void Resample(
        LetterboxResampler resampler, byte[] pixels, int width, int height, int bands, int inputWidth, int inputHeight,
        ExifOrientation orientation, PixelNormalization normalization, float[] target)
    {
        LetterboxGeometry geometry = orientation.SwapsAxes()
            ? LetterboxGeometry.Fit(height, width, inputWidth, inputHeight, normalization.Anchor)
            : LetterboxGeometry.Fit(width, height, inputWidth, inputHeight, normalization.Anchor);
        fixed (float* start = target)
        {
            resampler.Begin(geometry, orientation, width, height, bands, start);

            // In strips of different heights, as decoders give them.
            for (int row = 0, strip = 1; row < height; row += strip, strip = Math.Min(strip + 2, height - row))
            {
                resampler.AddRows(pixels.AsSpan(row * width * bands, Math.Min(strip, height - row) * width * bands));
            }
        }
    }

    /// <summary>The definition: turn upright, filter both ways with a triangle of the shrinking factor's width, normalise, pad.</summary>
    private static float[] Expected(
        byte[] pixels, int storedWidth, int storedHeight, int bands, int inputWidth, int inputHeight, ExifOrientation orientation, PixelNormalization normalization)
    {
        bool swaps = (int)orientation >= 5;
        int width = swaps ? storedHeight : storedWidth, height = swaps ? storedWidth : storedHeight;
        LetterboxGeometry geometry = LetterboxGeometry.Fit(width, height, inputWidth, inputHeight, normalization.Anchor);
        float[] target = new float[3 * inputWidth * inputHeight];
        for (int y = 0; y < inputHeight; y++)
        {
            for (int x = 0; x < inputWidth; x++)
            {
                int contentX = x - geometry.OffsetX, contentY = y - geometry.OffsetY;
                bool isInside = contentX >= 0 && contentX < geometry.ContentWidth && contentY >= 0 && contentY < geometry.ContentHeight;
                for (int colour = 0; colour < 3; colour++)
                {
                    double value = isInside
                        ? Filter(width, geometry.ContentWidth, contentX, sx => Filter(height, geometry.ContentHeight, contentY, sy => Upright(sx, sy, colour)))
                        : normalization.Pad;
                    int plane = normalization.Channels == ChannelOrder.Rgb ? colour : 2 - colour;
                    target[(plane * inputWidth * inputHeight) + (y * inputWidth) + x] =
                        (float)(((value * normalization.Scale) - normalization.Mean[plane]) / normalization.Std[plane]);
                }
            }
        }

        return target;

        // Where the pixel of the upright picture is stored, by EXIF's definition of the eight orientations.
        double Upright(int x, int y, int colour)
        {
            (int storedX, int storedY) = (int)orientation switch
            {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (y, width - 1 - x),
                7 => (height - 1 - y, width - 1 - x),
                8 => (height - 1 - y, x),
                _ => (x, y),
            };
            return pixels[(((storedY * storedWidth) + storedX) * bands) + (bands == 1 ? 0 : colour)];
        }
    }

    private static double Filter(int source, int target, int at, Func<int, double> value)
    {
        double factor = (double)source / target, support = Math.Max(1, factor), centre = (at + 0.5) * factor;
        double sum = 0, weights = 0;
        for (int i = Math.Max(0, (int)(centre - support) - 1); i <= Math.Min(source - 1, (int)(centre + support) + 1); i++)
        {
            double weight = Math.Max(0, 1 - (Math.Abs(i + 0.5 - centre) / support));
            sum += weight * value(i);
            weights += weight;
        }

        return sum / weights;
    }
}
