using Detection.Imaging;

namespace Detection.Tests.Imaging;

public sealed class LetterboxGeometryTests
{
    // Worked out by hand: scale min(640/810, 640/1080) = 0.59259; 810 * 0.59259 = 480; (640 - 480) / 2 = 80.
    [Theory]
    [InlineData(810, 1080, 640, 640, 480, 640, 80, 0)]
    [InlineData(1280, 720, 640, 640, 640, 360, 0, 140)]
    [InlineData(640, 640, 640, 640, 640, 640, 0, 0)]
    [InlineData(100, 50, 640, 384, 640, 320, 0, 32)]
    [InlineData(1, 1, 640, 640, 640, 640, 0, 0)]
    [InlineData(2, 2000, 640, 640, 1, 640, 319, 0)]
    [InlineData(3000, 3, 640, 640, 640, 1, 0, 319)]
    public void Fit_Centred_ScalesByOneFactorAndCentres(
        int width, int height, int inputWidth, int inputHeight, int contentWidth, int contentHeight, int offsetX, int offsetY)
    {
        LetterboxGeometry geometry = LetterboxGeometry.Fit(width, height, inputWidth, inputHeight, LetterboxAnchor.Center);
        Assert.Equal(new LetterboxGeometry(width, height, inputWidth, inputHeight, contentWidth, contentHeight, offsetX, offsetY), geometry);
    }

    [Fact]
    public void Fit_TopLeft_HasNoOffset()
    {
        LetterboxGeometry geometry = LetterboxGeometry.Fit(810, 1080, 416, 416, LetterboxAnchor.TopLeft);
        Assert.Equal((312, 416, 0, 0), (geometry.ContentWidth, geometry.ContentHeight, geometry.OffsetX, geometry.OffsetY));
    }

    [Fact]
    public void ToSource_EdgesOfTheContent_AreTheEdgesOfThePicture_ForEverySize()
    {
        // A scale that is not the one really applied would let the far edge drift by up to a pixel and more.
        for (int width = 1; width < 3000; width += 37)
        {
            for (int height = 1; height < 3000; height += 41)
            {
                foreach (LetterboxAnchor anchor in Enum.GetValues<LetterboxAnchor>())
                {
                    LetterboxGeometry geometry = LetterboxGeometry.Fit(width, height, 640, 384, anchor);
                    Assert.Equal(0, geometry.ToSourceX(geometry.OffsetX));
                    Assert.Equal(0, geometry.ToSourceY(geometry.OffsetY));
                    Assert.Equal(width, geometry.ToSourceX(geometry.OffsetX + geometry.ContentWidth));
                    Assert.Equal(height, geometry.ToSourceY(geometry.OffsetY + geometry.ContentHeight));
                }
            }
        }
    }

    [Fact]
    public void ToSource_PositionsInThePadding_AreClipped()
    {
        LetterboxGeometry geometry = LetterboxGeometry.Fit(1280, 720, 640, 640, LetterboxAnchor.Center);
        Assert.Equal(0, geometry.ToSourceY(10));
        Assert.Equal(720, geometry.ToSourceY(630));
    }
}
