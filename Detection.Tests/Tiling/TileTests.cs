using Detection.Tiling;
using TestSupport;

namespace Detection.Tests.Tiling;

/// <summary>Pictures cut into tiles. A model with an input of 64 x 64 finds the same boxes in whatever it gets, so that where they end up is known.</summary>
public sealed class TileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", true, 0, 0)]
    [InlineData("AUTO", true, 0, 0)]
    [InlineData("2x3", true, 2, 3)]
    [InlineData("1X8", true, 1, 8)]
    [InlineData("0x2", false, 0, 0)]
    [InlineData("2x", false, 0, 0)]
    [InlineData("-1x2", false, 0, 0)]
    [InlineData("65x1", false, 0, 0)]
    [InlineData("2 x 2", false, 0, 0)]
    [InlineData("two", false, 0, 0)]
    [InlineData("", false, 0, 0)]
    public void TryParse_Text_IsRowsByColumns(string text, bool isGood, int rows, int columns)
    {
        Assert.Equal(isGood, TileGrid.TryParse(text, out TileGrid grid));
        Assert.Equal((rows, columns), (grid.Rows, grid.Columns));
    }

    [Fact]
    public async Task DetectAsync_TwoByTwo_FindsInTheWholeAndInEveryTile()
    {
        // A side of 128 in two tiles that overlap by a fifth: 71.1 long each, from 0 and from 56.9; in whole pixels 0 to 71 and 57 to 128. The box of
        // 20..30 in the input of 64 is 40..60 in the whole, and times 71 / 64, 22.2..33.3 in a tile.
        DetectionResult result = await DetectAsync(Png.Flat(128, 128, 1, 2, 3), new TileGrid(2, 2), [20, 20, 30, 30, 0.9f, 0]);
        AssertBoxes(result, (40, 40, 60, 60), (22.2f, 22.2f, 33.3f, 33.3f), (79.2f, 22.2f, 90.3f, 33.3f), (22.2f, 79.2f, 33.3f, 90.3f), (79.2f, 79.2f, 90.3f, 90.3f));
    }

    [Fact]
    public async Task DetectAsync_BoxAtAnInnerEdge_IsLeftToTheNeighbour()
    {
        // At the left edge of the input: the picture's own edge in the whole and in the left tile, a cut in the right one. The whole is halved and lies 16
        // below the top of the input; the tile of 71 x 64 becomes 64 x 58 and lies 3 below: (20 - 3) * 64 / 58 = 18.8.
        DetectionResult result = await DetectAsync(Png.Flat(128, 64, 1, 2, 3), new TileGrid(1, 2), [0, 20, 10, 30, 0.9f, 0]);
        AssertBoxes(result, (0, 8, 20, 28), (0, 18.76f, 11.09f, 29.79f));
    }

    [Fact]
    public async Task DetectAsync_LargeInATile_IsLeftToTheWhole()
    {
        DetectionResult result = await DetectAsync(Png.Flat(128, 128, 1, 2, 3), new TileGrid(2, 2), [10, 10, 50, 50, 0.9f, 0]);
        AssertBoxes(result, (20, 20, 100, 100));
    }

    [Fact]
    public async Task DetectAsync_SameObjectInWholeAndTile_IsOne()
    {
        // The whole has 16..112, the one tile of a row that is as wide as the picture the same.
        DetectionResult result = await DetectAsync(Png.Flat(128, 64, 1, 2, 3), new TileGrid(1, 1), [16, 16, 40, 40, 0.9f, 0]);
        Assert.Single(result.Objects);
    }

    [Fact]
    public async Task DetectAsync_Auto_CutsOnlyWhatIsLargerThanTheInput()
    {
        float[] box = [20, 20, 30, 30, 0.9f, 0];
        Assert.Single((await DetectAsync(Png.Flat(64, 60, 1, 2, 3), TileGrid.Auto, box)).Objects);

        // 128 / 64 = 2: two tiles of 71 would be shrunk, three of 49 are not. The whole and three tiles.
        Assert.Equal(4, (await DetectAsync(Png.Flat(128, 64, 1, 2, 3), TileGrid.Auto, box)).Objects.Count);
    }

    [Fact]
    public async Task DetectAsync_MoreTilesThanAllowed_IsRefused()
    {
        DetectionOptionException exception = await Assert.ThrowsAsync<DetectionOptionException>(
            () => DetectAsync(Png.Flat(128, 128, 1, 2, 3), new TileGrid(5, 4), [20, 20, 30, 30, 0.9f, 0]));
        Assert.Equal("tiles", exception.Option);
        Assert.Contains("16", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectAsync_AutoOnAHugePicture_StaysWithinTheLimit()
    {
        // 2000 x 1000 would be 39 x 20 tiles of 64. Each of the 16 that are allowed finds its box, and the whole.
        DetectionResult result = await DetectAsync(Png.Flat(2000, 1000, 1, 2, 3), TileGrid.Auto, [20, 20, 30, 30, 0.9f, 0]);
        Assert.InRange(result.Objects.Count, 13, 17);
    }

    [SharedDataTheory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task DetectAsync_StoredTurned_GivesTheBoxesOfTheUprightPicture(int orientation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = SharedData.Model("yolox_nano-416.onnx"), Sessions = 1 });
        DetectionOptions tiles = new() { Tiles = new TileGrid(2, 2) };
        DetectionResult upright = await detector.DetectAsync(await ReadAsync("bus.jpg"), tiles);
        DetectionResult turned = await detector.DetectAsync(await ReadAsync($"exif/bus_exif_{orientation}.jpg"), tiles);
        Assert.NotEmpty(upright.Objects);
        foreach (DetectedObject expected in upright.Objects.Where(found => found.Confidence > 0.6))
        {
            Assert.Contains(turned.Objects, found => found.ClassId == expected.ClassId && Boxes.Iou(found.Box, expected.Box) > 0.9);
        }
    }

    private static Task<byte[]> ReadAsync(string name) => File.ReadAllBytesAsync(SharedData.Image(name));

    private static void AssertBoxes(DetectionResult result, params (float Left, float Top, float Right, float Bottom)[] expected)
    {
        Assert.Equal(expected.Length, result.Objects.Count);
        Assert.All(expected, box => Assert.Contains(
            result.Objects, found => Boxes.LargestEdgeDistance(found.Box, new BoundingBox(box.Left, box.Top, box.Right, box.Bottom)) < 0.1f));
    }

    private async Task<DetectionResult> DetectAsync(byte[] picture, TileGrid tiles, float[] row)
    {
        float[] output = new float[10 * 6];
        row.CopyTo(output, 0);
        byte[] model = OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 10, 6], output).WithMetadata("names", "['a']").Build();
        using Detector detector = new(new DetectorOptions { ModelPath = _folder.Write("model.onnx", model), Sessions = 1 });
        return await detector.DetectAsync(picture, new DetectionOptions { Tiles = tiles });
    }
}
