using System.Globalization;

namespace Detection.Tiling;

/// <summary>
/// How a picture is cut into overlapping tiles that are analysed each by itself, beside the whole: objects that are too small in the whole are large
/// enough in a tile (Akyon et al., "Slicing Aided Hyper Inference and Fine-tuning for Small Object Detection", 2022). A run more a tile.
/// </summary>
/// <param name="Rows">Rows of tiles, at least 1; 0 for as many as the picture's size asks for.</param>
/// <param name="Columns">Columns of tiles, at least 1; 0 for as many as the picture's size asks for.</param>
public readonly record struct TileGrid(int Rows, int Columns)
{
    /// <summary>As many tiles as it takes for none to be shrunk for the model's input.</summary>
    public static TileGrid Auto { get; }

    /// <summary>Whether the picture's size decides.</summary>
    public bool IsAuto => Rows == 0;

    /// <summary>How many tiles there are; 0 where the picture's size decides.</summary>
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

    /// <summary>As it is written.</summary>
    public override string ToString() => IsAuto ? "auto" : string.Create(CultureInfo.InvariantCulture, $"{Rows}x{Columns}");
}
