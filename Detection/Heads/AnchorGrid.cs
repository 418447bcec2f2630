namespace Detection.Heads;

/// <summary>
/// The cells of an output with one row per cell: for each stride, from fine to coarse, the cells of that feature map row by row.
/// </summary>
internal sealed class AnchorGrid
{
    // Three feature maps are the rule; the "P6" variants add a fourth.
    private static readonly int[][] StrideSets = [[8, 16, 32], [8, 16, 32, 64]];

    private AnchorGrid(float[] x, float[] y, float[] stride)
    {
        X = x;
        Y = y;
        Stride = stride;
    }

    /// <summary>Column of each cell in its feature map.</summary>
    internal float[] X { get; }

    /// <summary>Row of each cell in its feature map.</summary>
    internal float[] Y { get; }

    /// <summary>Input pixels a cell covers, in each direction.</summary>
    internal float[] Stride { get; }

    /// <summary>The number of anchors per cell for an output of this many rows; 0 if the rows fit no grid.</summary>
    internal static int AnchorsPerCell(int inputWidth, int inputHeight, int rows)
    {
        foreach (int[] strides in StrideSets)
        {
            int cells = CountCells(inputWidth, inputHeight, strides);
            if (rows == cells)
            {
                return 1;
            }

            if (rows == cells * 3)
            {
                return 3;
            }
        }

        return 0;
    }

    /// <summary>The grid of an input that has as many cells as the output has rows.</summary>
    /// <exception cref="ArgumentException">The rows fit no grid.</exception>
    internal static AnchorGrid For(int inputWidth, int inputHeight, int rows)
    {
        int[] strides = Array.Find(StrideSets, set => CountCells(inputWidth, inputHeight, set) == rows)
            ?? throw new ArgumentException($"{rows} rows are not one a cell of a {inputWidth}x{inputHeight} input.", nameof(rows));
        float[] x = new float[rows], y = new float[rows], stride = new float[rows];
        int at = 0;
        foreach (int step in strides)
        {
            (int columns, int lines) = Cells(inputWidth, inputHeight, step);
            for (int row = 0; row < lines; row++)
            {
                for (int column = 0; column < columns; column++, at++)
                {
                    (x[at], y[at], stride[at]) = (column, row, step);
                }
            }
        }

        return new AnchorGrid(x, y, stride);
    }

    private static int CountCells(int width, int height, int[] strides)
    {
        int count = 0;
        foreach (int stride in strides)
        {
            (int columns, int lines) = Cells(width, height, stride);
            count += columns * lines;
        }

        return count;
    }

    private static (int Columns, int Lines) Cells(int width, int height, int stride) =>
        ((width + stride - 1) / stride, (height + stride - 1) / stride);
}
