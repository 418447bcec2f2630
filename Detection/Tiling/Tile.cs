using Detection.Imaging;
using Detection.Memory;
using Detection.Models;

namespace Detection.Tiling;

/// <summary>
/// A part of a picture that is letterboxed into a model's input while the picture is decoded. A tile has memory from its first row to its last, so only one row
/// of tiles has memory at a time.
/// </summary>
/// <param name="area">The part, in pixels of the decoded picture, upright.</param>
/// <param name="stored">The part in the decoded picture as it is stored.</param>
/// <param name="orientation">How it is stored.</param>
/// <param name="model">The model whose input is filled.</param>
internal sealed unsafe class Tile(PixelArea area, PixelArea stored, ExifOrientation orientation, ModelDescription model) : IDisposable
{
    private LetterboxResampler? _resampler;
    private NativeBuffer? _input;

    /// <summary>The part, in pixels of the decoded picture, upright.</summary>
    internal PixelArea Area => area;

    /// <summary>Where it lies in the input.</summary>
    internal LetterboxGeometry Geometry { get; } =
        LetterboxGeometry.Fit(area.Width, area.Height, model.InputWidth, model.InputHeight, model.Normalization.Anchor);

    /// <summary>The input, once the tile is complete: 3 planes of rows of float32.</summary>
    internal ReadOnlySpan<float> Input => new(_input!.Start, InputLength);

    private int InputLength => 3 * model.InputWidth * model.InputHeight;

    /// <summary>Takes the tile's part of the next rows of the picture.</summary>
    /// <param name="rows">Packed rows of the whole picture.</param>
    /// <param name="top">The first row's index.</param>
    /// <param name="rowWidth">Pixels a row.</param>
    /// <param name="bands">Bytes a pixel.</param>
    /// <returns>Whether these were the tile's last rows.</returns>
    internal bool AddRows(ReadOnlySpan<byte> rows, int top, int rowWidth, int bands)
    {
        int stride = rowWidth * bands;
        int first = Math.Max(stored.Top, top), last = Math.Min(stored.Bottom, top + (rows.Length / stride));
        if (first >= last)
        {
            return false;
        }

        if (_resampler is null)
        {
            _resampler = new LetterboxResampler(model.Normalization);
            _input = NativeBuffer.AllocateScratch((nuint)InputLength * sizeof(float), isZeroed: false);
            _resampler.Begin(Geometry, orientation, stored.Width, stored.Height, bands, (float*)_input.Start);
        }

        _resampler.AddRows(rows[((first - top) * stride)..((last - top) * stride)], stride, stored.Left * bands);
        return last == stored.Bottom;
    }

    /// <summary>Frees its memory.</summary>
    public void Dispose()
    {
        _resampler?.Dispose();
        _input?.Dispose();
    }
}
