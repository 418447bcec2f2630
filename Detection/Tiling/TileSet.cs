using Detection.Heads;
using Detection.Imaging;
using Detection.Models;

namespace Detection.Tiling;

/// <summary>The tiles of a picture and the whole picture, all filled during one decoding.</summary>
internal sealed class TileSet : IDisposable
{
    // Part of a tile's side. A box that ends this close to an inner edge is cut off by it. Both numbers are the best of those measured on COCO train2017.
    private const float EdgeMargin = 0.03f;

    // Part of a tile's side. Tiles are for small objects: a larger box in a tile may be a part of an object that only the whole picture shows.
    private const float LargestSide = 0.4f;

    private readonly PictureDecoder _decoder;
    private readonly int _width;
    private readonly int _height;
    private readonly List<Tile> _open = [];

    private TileSet(PictureDecoder decoder)
    {
        _decoder = decoder;
        bool swaps = decoder.Info.Orientation.SwapsAxes();
        _width = swaps ? decoder.RowCount : decoder.RowWidth;
        _height = swaps ? decoder.RowWidth : decoder.RowCount;
    }

    /// <summary>Begins decoding a picture, shrunk only as far as no tile loses resolution, and lays out its tiles.</summary>
    /// <exception cref="PictureException">The picture cannot be decoded.</exception>
    internal static TileSet Begin(PictureDecoder decoder, TileGrid grid, ModelDescription model)
    {
        PictureInfo info = decoder.Info;
        LetterboxGeometry tile = LetterboxGeometry.Fit(
            (int)Math.Ceiling(info.Width * TileLayout.Share(grid.Columns)), (int)Math.Ceiling(info.Height * TileLayout.Share(grid.Rows)),
            model.InputWidth, model.InputHeight, model.Normalization.Anchor);
        decoder.Begin(
            (int)Math.Ceiling(tile.ContentWidth / TileLayout.Share(grid.Columns)), (int)Math.Ceiling(tile.ContentHeight / TileLayout.Share(grid.Rows)));

        TileSet tiles = new(decoder);
        tiles.Add(new PixelArea(0, 0, tiles._width, tiles._height), model);
        foreach ((int top, int bottom) in TileLayout.Spans(tiles._height, grid.Rows))
        {
            foreach ((int left, int right) in TileLayout.Spans(tiles._width, grid.Columns))
            {
                tiles.Add(new PixelArea(left, top, right, bottom), model);
            }
        }

        return tiles;
    }

    /// <summary>Gives all tiles the next rows.</summary>
    /// <returns>The tiles completed by these rows; each is disposed when the next is enumerated.</returns>
    internal IEnumerable<Tile> AddRows(ReadOnlySpan<byte> rows, int top)
    {
        List<Tile> complete = [];
        foreach (Tile tile in _open)
        {
            if (tile.AddRows(rows, top, _decoder.RowWidth, _decoder.Bands))
            {
                complete.Add(tile);
            }
        }

        return Take(complete);
    }

    /// <summary>
    /// Keeps the candidates of a tile, except those that the tile cuts off or is too small for: a neighbouring tile or the whole picture shows those
    /// objects whole.
    /// </summary>
    /// <param name="tile">The tile.</param>
    /// <param name="candidates">The candidates, in input pixels.</param>
    /// <param name="found">Gets those kept, in pixels of the picture.</param>
    internal void Collect(Tile tile, List<Candidate> candidates, List<Candidate> found)
    {
        PixelArea area = tile.Area;
        float scaleX = (float)_decoder.Info.Width / _width, scaleY = (float)_decoder.Info.Height / _height;
        foreach (Candidate candidate in candidates)
        {
            Candidate box = candidate.ToSource(tile.Geometry);
            if (IsWhole(area) || (IsSmall(box, area) && !IsCutOff(box, area)))
            {
                found.Add(box with
                {
                    Left = (box.Left + area.Left) * scaleX,
                    Top = (box.Top + area.Top) * scaleY,
                    Right = (box.Right + area.Left) * scaleX,
                    Bottom = (box.Bottom + area.Top) * scaleY,
                });
            }
        }
    }

    public void Dispose() => _open.ForEach(static tile => tile.Dispose());

    private bool IsWhole(in PixelArea area) => area.Width == _width && area.Height == _height;

    private static bool IsSmall(in Candidate box, in PixelArea area) =>
        box.Right - box.Left < area.Width * LargestSide && box.Bottom - box.Top < area.Height * LargestSide;

    private bool IsCutOff(in Candidate box, in PixelArea area)
    {
        float marginX = area.Width * EdgeMargin, marginY = area.Height * EdgeMargin;
        return (area.Left > 0 && box.Left < marginX) || (area.Right < _width && box.Right > area.Width - marginX)
            || (area.Top > 0 && box.Top < marginY) || (area.Bottom < _height && box.Bottom > area.Height - marginY);
    }

    private void Add(PixelArea area, ModelDescription model)
    {
        ExifOrientation orientation = _decoder.Info.Orientation;
        _open.Add(new Tile(area, area.ToStored(orientation, _width, _height), orientation, model));
    }

    private IEnumerable<Tile> Take(List<Tile> complete)
    {
        foreach (Tile tile in complete)
        {
            yield return tile;
            _open.Remove(tile);
            tile.Dispose();
        }
    }
}
