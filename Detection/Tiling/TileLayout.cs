namespace Detection.Tiling;

/// <summary>Where tiles lie along the sides of a picture.</summary>
internal static class TileLayout
{
    // Part of a tile's side. An object of up to this size that one tile's edge cuts is whole in the next tile.
    private const double Overlap = 0.2;

    // Nothing can be recognised in a smaller tile.
    private const int SmallestSide = 32;

    /// <summary>The grid for a picture: the requested one, or for <see cref="TileGrid.Auto"/> the one for its size.</summary>
    /// <param name="wanted">The requested grid.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="inputWidth">Width of the model's input in pixels.</param>
    /// <param name="inputHeight">Height of the model's input in pixels.</param>
    /// <param name="maxTiles">Most tiles.</param>
    internal static TileGrid Resolve(TileGrid wanted, int width, int height, int inputWidth, int inputHeight, int maxTiles)
    {
        int rows = wanted.IsAuto ? CountFor(height, inputHeight) : wanted.Rows;
        int columns = wanted.IsAuto ? CountFor(width, inputWidth) : wanted.Columns;
        rows = Math.Clamp(rows, 1, Math.Max(1, height / SmallestSide));
        columns = Math.Clamp(columns, 1, Math.Max(1, width / SmallestSide));
        while (rows * columns > maxTiles)
        {
            // Removes a row or a column where tiles are smallest relative to the input, so that all are shrunk about equally.
            if (columns == 1 || (rows > 1 && TileLength(height, rows) / inputHeight < TileLength(width, columns) / inputWidth))
            {
                rows--;
            }
            else
            {
                columns--;
            }
        }

        return new TileGrid(rows, columns);
    }

    /// <summary>The length of a tile as a part of the picture's side, 0 to 1.</summary>
    internal static double Share(int count) => 1 / (count - ((count - 1) * Overlap));

    /// <summary>Where the tiles of a side begin and end.</summary>
    /// <param name="length">The side in pixels.</param>
    /// <param name="count">How many tiles.</param>
    internal static (int Start, int End)[] Spans(int length, int count)
    {
        double tile = TileLength(length, count);
        (int, int)[] spans = new (int, int)[count];
        for (int i = 0; i < count; i++)
        {
            double start = i * tile * (1 - Overlap);
            spans[i] = ((int)Math.Round(start), i == count - 1 ? length : (int)Math.Round(start + tile));
        }

        return spans;
    }

    private static double TileLength(int length, int count) => length * Share(count);

    // The fewest tiles that are no longer than the input.
    private static int CountFor(int length, int input) => (int)Math.Ceiling((((double)length / input) - Overlap) / (1 - Overlap));
}
