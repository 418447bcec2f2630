using System.Globalization;

namespace Detection.Tiling;

/// <summary>
/// How a picture is cut into overlapping tiles. Each is analysed in addition to the whole picture: objects that are too small in the whole are
/// large enough in a tile (Akyon et al., "Slicing Aided Hyper Inference and Fine-tuning for Small Object Detection", 2022). Each tile is one more run of the model.
/// </summary>
/// <param name="Rows">Rows of tiles, at least 1; 0 for <see cref="Auto"/>.</param>
/// <param name="Columns">Columns of tiles, at least 1; 0 for <see cref="Auto"/>.</param>
public readonly record struct TileGrid(int Rows, int Columns)
{
    /// <summary>The fewest tiles of which none is shrunk to fit the model's input.</summary>
    public static TileGrid Auto { get; }

    /// <summary>Whether the number of tiles follows from the picture's size.</summary>
    public bool IsAuto => Rows == 0;

    /// <summary>How many tiles there are; 0 for <see cref="Auto"/>.</summary>
    public int Count => Rows * Columns;

    /// <summary>Reads <c>auto</c>, or rows x columns such as <c>2x3</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TileGrid grid)
    {
        grid = Auto;
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        int separator = text.IndexOfAny('x', 'X');
        if (separator < 0
            || !int.TryParse(text[..separator], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            || !int.TryParse(text[(separator + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            || rows is < 1 or > DetectorOptions.MostTiles || columns is < 1 or > DetectorOptions.MostTiles)
        {
            return false;
        }

        grid = new TileGrid(rows, columns);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => IsAuto ? "auto" : string.Create(CultureInfo.InvariantCulture, $"{Rows}x{Columns}");
}
