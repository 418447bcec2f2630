using ModelTool.Evaluation;

namespace ModelTool.Tests.Evaluation;

/// <summary>Precision, recall and F1 by confidence, worked out by hand.</summary>
public sealed class OperatingCurveTests
{
    private const double Tolerance = 1e-12;

    /// <summary>Four objects; detections right, right, wrong, right, wrong by descending score. One object is never found.</summary>
    private static CocoScene Ranking() => CocoScene.One()
        .Truth(0, 0, 20, 20).Truth(100, 0, 20, 20).Truth(200, 0, 20, 20).Truth(300, 0, 20, 20)
        .Detect(0.9, 0, 0, 20, 20)
        .Detect(0.8, 100, 0, 20, 20)
        .Detect(0.7, 0, 200, 20, 20)
        .Detect(0.6, 200, 0, 20, 20)
        .Detect(0.5, 0, 300, 20, 20);

    [Theory]
    [InlineData(0.00, 3, 2, 1, 3.0 / 5, 3.0 / 4, 2.0 / 3)]
    [InlineData(0.49, 3, 2, 1, 3.0 / 5, 3.0 / 4, 2.0 / 3)]
    [InlineData(0.50, 3, 1, 1, 3.0 / 4, 3.0 / 4, 3.0 / 4)]
    [InlineData(0.60, 2, 1, 2, 2.0 / 3, 2.0 / 4, 4.0 / 7)]
    [InlineData(0.75, 2, 0, 2, 1.0, 2.0 / 4, 2.0 / 3)]
    [InlineData(0.85, 1, 0, 3, 1.0, 1.0 / 4, 2.0 / 5)]
    public void Points_RankedDetections_CountThoseAboveTheThreshold(
        double confidence, int right, int wrong, int missed, double precision, double recall, double f1)
    {
        OperatingPoint point = Ranking().Curve().Points.Single(point => Math.Abs(point.Confidence - confidence) < 1e-9);

        Assert.Equal((right, wrong, missed), (point.Right, point.Wrong, point.Missed));
        Assert.Equal(precision, point.Precision!.Value, Tolerance);
        Assert.Equal(recall, point.Recall!.Value, Tolerance);
        Assert.Equal(f1, point.F1, Tolerance);
    }

    [Fact]
    public void Points_NothingAboveTheThreshold_HaveNoPrecision()
    {
        OperatingPoint last = Ranking().Curve().Points[^1];

        Assert.Equal(new OperatingPoint(0.99, 0, 0, 4), last);
        Assert.Null(last.Precision);
        Assert.Equal(0, last.Recall);
        Assert.Equal(0, last.F1);
    }

    [Fact]
    public void Best_SeveralThresholdsAlike_IsTheLowest() =>
        Assert.Equal(new OperatingPoint(0.5, 3, 1, 1), Ranking().Curve().Best);

    [Fact]
    public void PrecisionRecall_RankedDetections_TakesTheBestPrecisionAtARecallOrAbove()
    {
        var curve = Ranking().Curve().PrecisionRecall;

        Assert.Equal(101, curve.Length);
        Assert.All(curve.Where(point => point.Recall <= 0.5), point => Assert.Equal(1, point.Precision));
        Assert.All(curve.Where(point => point.Recall is > 0.505 and <= 0.75), point => Assert.Equal(0.75, point.Precision));
        Assert.All(curve.Where(point => point.Recall > 0.755), point => Assert.Equal(0, point.Precision));
    }

    [Fact]
    public void Points_DetectionsInACrowd_AreNeitherRightNorWrong()
    {
        OperatingPoint point = CocoScene.One()
            .Truth(0, 0, 20, 20)
            .Truth(100, 0, 200, 200, crowd: true)
            .Detect(0.9, 0, 0, 20, 20)
            .Detect(0.8, 120, 20, 20, 20)
            .Curve().Points[0];

        Assert.Equal(new OperatingPoint(0, 1, 0, 0), point);
    }

    [Fact]
    public void Points_TwoCategories_AreCountedTogether()
    {
        OperatingCurve curve = CocoScene.One().Category(2)
            .Truth(0, 0, 20, 20).Truth(100, 0, 20, 20, category: 2)
            .Detect(0.9, 0, 0, 20, 20)
            .Detect(0.8, 100, 0, 20, 20)
            .Curve();

        Assert.Equal(new OperatingPoint(0, 1, 1, 1), curve.Points[0]);
        Assert.Equal(new OperatingPoint(0.1, 1, 1, 0), curve.ByCategory(0.1)[1]);
        Assert.Equal(new OperatingPoint(0.1, 0, 0, 1), curve.ByCategory(0.1)[2]);
    }

    [Fact]
    public void Pictures_AtAThreshold_TellWhatIsRightWrongAndMissed()
    {
        OperatingCurve curve = CocoScene.One().Image(2)
            .Truth(0, 0, 20, 20)
            .Truth(100, 0, 20, 20)
            .Truth(0, 0, 20, 20, image: 2)
            .Detect(0.9, 0, 0, 20, 20)
            .Detect(0.8, 1, 0, 20, 20)
            .Detect(0.3, 100, 0, 20, 20)
            .Curve();

        PictureOutcome[] pictures = [.. curve.Pictures(0.5)];

        Assert.Equal(0.9, Assert.Single(pictures[0].Right).Score);
        Assert.Equal(0.8, Assert.Single(pictures[0].Wrong).Score);
        Assert.Equal(100, Assert.Single(pictures[0].Missed).X);
        Assert.Equal(2, Assert.Single(pictures[1].Missed).ImageId);
        Assert.Equal([2, 1], pictures.Select(picture => picture.Mistakes));
    }
}
