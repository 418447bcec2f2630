using Detection.Imaging;
using Detection.Memory;
using Detection.Models;

namespace Detection.Tiling;

/// <summary>
/// A part of a picture on its way into a model's input. It has memory from its first row to its last: those of a row of tiles are filled at the same
/// time, all others have none.
/// </summary>
/// <param name="area">The part, in pixels of the decoded picture, upright.</param>
/// <param name="stored">The same in the decoded picture as it is stored.</param>
/// <param name="orientation">How it is stored.</param>
/// <param name="model">Whose input it goes into.</param>
internal sealed unsafe class Tile(PixelArea area, PixelArea stored, ExifOrientation orientation, ModelDescription model) : IDisposable
{
    private LetterboxResampler? _resampler;
    private NativeBuffer? _input;

    /// <summary>The part, in pixels of the decoded picture, upright.</summary>
    internal PixelArea Area => area;

    /// <summary>How it lies in the input.</summary>
    internal LetterboxGeometry Geometry { get; } =
        LetterboxGeometry.Fit(area.Width, area.Height, model.InputWidth, model.InputHeight, model.Normalization.Anchor);

    /// <summary>What it has got so far, once it is complete: 3 planes of rows of float32.</summary>
    internal ReadOnlySpan<float> Input => new(_input!.Start, InputLength);

    private int InputLength => 3 * model.InputWidth * model.InputHeight;

    /// <summary>Takes what is its own of the next rows of the picture.</summary>
    /// <param name="rows">Packed rows of the whole picture.</param>
    /// <param name="top">The first of them.</param>
    /// <param name="rowWidth">Pixels a row.</param>
    /// <param name="bands">Bytes a pixel.</param>
    /// <returns>Whether it is complete with them.</returns>
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
