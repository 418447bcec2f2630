using ModelTool.Quantization;

namespace ModelTool.Tests.Quantization;

public sealed class RangeSelectionTests
{
    [Fact]
    public void Of_MinMax_IsEverything()
    {
        ActivationHistogram histogram = new();
        histogram.Add([-0.25f, 3, 1]);
        histogram.Add([100, 2]);

        Assert.Equal(new ValueRange(-0.25f, 100), RangeSelection.Of(histogram, CalibrationMethod.MinMax, 0));
        Assert.Equal(5, histogram.Total);
    }

    [Fact]
    public void Of_Percentile_ClipsTheOutliers()
    {
        ActivationHistogram histogram = new();
        histogram.Add([.. Enumerable.Range(0, 10_000).Select(i => i / 10_000f)]);
        histogram.Add([500]);

        // One bin is 512 / 8192 = 0.0625 wide once a value of 500 was seen.
        ValueRange range = RangeSelection.Of(histogram, CalibrationMethod.Percentile, 99.9);

        Assert.Equal(0, range.Low);
        Assert.InRange(range.High, 0.99f, 1.07f);
    }

    [Fact]
    public void Of_Percentile100_IsEverythingToABin()
    {
        ActivationHistogram histogram = new();
        histogram.Add([-1, 0.5f, 0.9f]);

        Assert.Equal(new ValueRange(-1, 0.9f), RangeSelection.Of(histogram, CalibrationMethod.Percentile, 100));
    }

    [Fact]
    public void Of_Entropy_OneOutlier_IsNotWorthItsRange()
    {
        ActivationHistogram histogram = new();
        Random random = new(3);
        histogram.Add([.. Enumerable.Range(0, 200_000).Select(_ => random.NextSingle())]);
        histogram.Add([8]);

        Assert.InRange(RangeSelection.Of(histogram, CalibrationMethod.Entropy, 0).High, 0.7f, 4);
    }

    [Fact]
    public void Add_NoNumber_IsRefused() => Assert.Throws<InvalidDataException>(() => new ActivationHistogram().Add([1, float.PositiveInfinity]));

    [Theory]
    [InlineData(0, 2.55f, 0.01f, 0)]
    [InlineData(-1, 1.55f, 0.01f, 100)]
    [InlineData(0.5f, 2.55f, 0.01f, 0)]
    [InlineData(-2.55f, -1, 0.01f, 255)]
    public void Covering_Range_HasAByteForZero(float low, float high, float scale, byte zeroPoint)
    {
        QuantizationParameters parameters = QuantizationParameters.Covering(new ValueRange(low, high));

        Assert.Equal(scale, parameters.Scale, 6);
        Assert.Equal(zeroPoint, parameters.ZeroPoint);
    }
}
