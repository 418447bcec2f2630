using Detection.Heads;

namespace Detection.Models;

/// <summary>
/// Tells from the values of one run whether the boxes of a one-row-a-cell output are decoded. Decoded, a box's centre is near its cell in input
/// pixels; undecoded, it is a few units around 0 and the size is a logarithm.
/// </summary>
internal static class BoxEncoding
{
    private const float NearCells = 4;
    private const float SmallValue = 8;
    private const float Most = 0.9f;
    private const float Few = 0.5f;

    /// <summary>What the values show.</summary>
    internal enum Kind
    {
        /// <summary>Neither clearly.</summary>
        Unclear,

        /// <summary>Input pixels.</summary>
        Decoded,

        /// <summary>Offsets to the cell and logarithms of the size.</summary>
        RelativeToCell,
    }

    /// <summary>Judges an output.</summary>
    /// <param name="output">Rows that begin with centre x, centre y, width, height.</param>
    /// <param name="grid">The cells, one a row.</param>
    /// <param name="rowLength">Values a row.</param>
    internal static Kind Of(ReadOnlySpan<float> output, AnchorGrid grid, int rowLength)
    {
        int rows = grid.Stride.Length;
        int decoded = 0, relative = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> box = output.Slice(row * rowLength, 4);
            float stride = grid.Stride[row];
            if (MathF.Abs(box[0] - ((grid.X[row] + 0.5f) * stride)) <= NearCells * stride
                && MathF.Abs(box[1] - ((grid.Y[row] + 0.5f) * stride)) <= NearCells * stride
                && box[2] > 0 && box[3] > 0)
            {
                decoded++;
            }

            if (MathF.Abs(box[0]) <= SmallValue && MathF.Abs(box[1]) <= SmallValue && MathF.Abs(box[2]) <= SmallValue && MathF.Abs(box[3]) <= SmallValue)
            {
                relative++;
            }
        }

        return decoded >= Most * rows && relative < Few * rows ? Kind.Decoded
            : relative >= Most * rows && decoded < Few * rows ? Kind.RelativeToCell
            : Kind.Unclear;
    }
}
