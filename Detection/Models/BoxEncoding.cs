using Detection.Heads;

namespace Detection.Models;

/// <summary>
/// Finds out from the values of one run whether the boxes of an output with one row per cell are decoded. The centre of a decoded box is near its cell,
/// in input pixels; that of an undecoded one is a few units around 0, and its size is a logarithm.
/// </summary>
internal static class BoxEncoding
{
    private const float MaxDistanceInCells = 4;
    private const float MaxRelativeValue = 8;
    private const float MinShareOfRows = 0.9f;
    private const float MaxShareOfOtherRows = 0.5f;

    /// <summary>How boxes are encoded.</summary>
    internal enum Kind
    {
        /// <summary>The values do not decide it.</summary>
        Unclear,

        /// <summary>Input pixels.</summary>
        Decoded,

        /// <summary>Offsets to the cell and logarithms of the size.</summary>
        RelativeToCell,
    }

    /// <summary>Judges an output.</summary>
    /// <param name="output">Rows that begin with centre x, centre y, width, height.</param>
    /// <param name="grid">The cells, one per row.</param>
    /// <param name="rowLength">Values per row.</param>
    internal static Kind Of(ReadOnlySpan<float> output, AnchorGrid grid, int rowLength)
    {
        int rows = grid.Stride.Length;
        int decoded = 0, relative = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> box = output.Slice(row * rowLength, 4);
            float stride = grid.Stride[row];
            if (MathF.Abs(box[0] - ((grid.X[row] + 0.5f) * stride)) <= MaxDistanceInCells * stride
                && MathF.Abs(box[1] - ((grid.Y[row] + 0.5f) * stride)) <= MaxDistanceInCells * stride
                && box[2] > 0 && box[3] > 0)
            {
                decoded++;
            }

            if (MathF.Abs(box[0]) <= MaxRelativeValue && MathF.Abs(box[1]) <= MaxRelativeValue && MathF.Abs(box[2]) <= MaxRelativeValue && MathF.Abs(box[3]) <= MaxRelativeValue)
            {
                relative++;
            }
        }

        return decoded >= MinShareOfRows * rows && relative < MaxShareOfOtherRows * rows ? Kind.Decoded
            : relative >= MinShareOfRows * rows && decoded < MaxShareOfOtherRows * rows ? Kind.RelativeToCell
            : Kind.Unclear;
    }
}
