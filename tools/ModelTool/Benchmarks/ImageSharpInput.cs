using Detection.Imaging;
using Detection.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ModelTool.Benchmarks;

/// <summary>
/// The yardstick for decoding and letterboxing together: ImageSharp, a decoder and resampler in managed code, on one thread. It does what the product does
/// with libvips and a resampler of its own: decodes, applies the EXIF orientation, scales with a triangle filter, pads and normalises into planes of float32. The
/// service does not use it.
/// </summary>
internal sealed class ImageSharpInput
{
    private readonly ModelDescription _model;
    private readonly float[] _planes;

    // All that it allocates comes from its own pool; one thread, as the session it is compared with has.
    private readonly Configuration _configuration = Configuration.Default.Clone();

    /// <summary>Prepares the input of a model.</summary>
    internal ImageSharpInput(ModelDescription model)
    {
        _model = model;
        _planes = new float[3 * model.InputWidth * model.InputHeight];
        _configuration.MaxDegreeOfParallelism = 1;
    }

    /// <summary>Brings a picture into the input.</summary>
    /// <param name="picture">The bytes of its file.</param>
    /// <returns>3 planes of <c>InputHeight</c> rows of <c>InputWidth</c> float32; valid until the next call.</returns>
    /// <exception cref="ImageFormatException">ImageSharp does not read the picture.</exception>
    internal ReadOnlySpan<float> Fill(byte[] picture)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(_configuration, picture);
        image.Mutate(_configuration, static context => context.AutoOrient());
        LetterboxGeometry geometry = LetterboxGeometry.Fit(
            image.Width, image.Height, _model.InputWidth, _model.InputHeight, _model.Normalization.Anchor);
        image.Mutate(_configuration, context => context.Resize(geometry.ContentWidth, geometry.ContentHeight, KnownResamplers.Triangle));
        image.ProcessPixelRows(rows => Write(rows, geometry));
        return _planes;
    }

    private void Write(PixelAccessor<Rgb24> rows, LetterboxGeometry geometry)
    {
        PixelNormalization normalization = _model.Normalization;
        int planeLength = geometry.InputWidth * geometry.InputHeight;
        Span<float> red = Plane(0, out float redFactor, out float redBias);
        Span<float> green = Plane(1, out float greenFactor, out float greenBias);
        Span<float> blue = Plane(2, out float blueFactor, out float blueBias);
        for (int y = 0; y < rows.Height; y++)
        {
            ReadOnlySpan<Rgb24> row = rows.GetRowSpan(y);
            int start = ((geometry.OffsetY + y) * geometry.InputWidth) + geometry.OffsetX;
            Span<float> redRow = red.Slice(start, row.Length), greenRow = green.Slice(start, row.Length), blueRow = blue.Slice(start, row.Length);
            for (int x = 0; x < row.Length; x++)
            {
                redRow[x] = (row[x].R * redFactor) + redBias;
                greenRow[x] = (row[x].G * greenFactor) + greenBias;
                blueRow[x] = (row[x].B * blueFactor) + blueBias;
            }
        }

        // A colour's plane, all of it padding as yet.
        Span<float> Plane(int colour, out float factor, out float bias)
        {
            int index = normalization.PlaneOf(colour);
            factor = normalization.Factor(index);
            bias = normalization.Bias(index);
            Span<float> plane = _planes.AsSpan(index * planeLength, planeLength);
            plane.Fill((normalization.Pad * factor) + bias);
            return plane;
        }
    }
}
