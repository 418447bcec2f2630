using Detection.Imaging;

namespace Detection.Tests;

public sealed class BoundingBoxTests
{
    // In a picture of 100 x 50. A box thinner than half a pixel keeps the pixel it lies in; at the far edge that is the last one.
    [Theory]
    [InlineData(10.4f, 20.6f, 30.6f, 40.4f, 10, 21, 31, 40)]
    [InlineData(10.1f, 20.1f, 10.2f, 20.2f, 10, 20, 11, 21)]
    [InlineData(99.9f, 49.9f, 100f, 50f, 99, 49, 100, 50)]
    [InlineData(0f, 0f, 100f, 50f, 0, 0, 100, 50)]
    public void ToPixels_AnyBox_HasAtLeastOnePixelInsideThePicture(
        float left, float top, float right, float bottom, int firstColumn, int firstRow, int endColumn, int endRow) =>
        Assert.Equal(new PixelArea(firstColumn, firstRow, endColumn, endRow), new BoundingBox(left, top, right, bottom).ToPixels(100, 50));
}
