using ModelTool.Evaluation;

namespace ModelTool.Tests.Evaluation;

/// <summary>How objects and detections are sorted by size: up to 32 x 32 = 1024, to 96 x 96 = 9216, and above.</summary>
public sealed class CocoEvaluationAreaTests
{
    // The evaluation adds 2^-52 to denominators, so exact fractions come out a hair lower.
    private const double Tolerance = 1e-12;

    [Fact]
    public void Evaluate_ObjectOfEachSize_EachCountsInItsRange()
    {
        // Small (400) found exactly; medium (2500) missed; large (40000) found with an overlap of .8: thresholds .50 to .80, 7 of 10.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 20, 20)
            .Truth(100, 0, 50, 50)
            .Truth(200, 0, 200, 200)
            .Detect(.9, 0, 0, 20, 20)
            .Detect(.8, 200, 0, 160, 200)
            .Evaluate();

        Assert.Equal([1, 0, .7], [result.ArSmall, result.ArMedium, result.ArLarge], Near);
        Assert.Equal([1, 0, .7], [result.ApSmall, result.ApMedium, result.ApLarge], Near);

        // Of 3 objects 2 are found at 7 thresholds, 1 at 3. Recalls to .66 are 67 of 101, to .33 are 34.
        Assert.Equal(((7 * 2.0 / 3) + (3 * 1.0 / 3)) / 10, result.Ar100, Tolerance);
        Assert.Equal(((7 * 67.0 / 101) + (3 * 34.0 / 101)) / 10, result.Ap, Tolerance);
    }

    [Theory]
    [InlineData(1023, 1, -1, -1)]
    [InlineData(1024, 1, 1, -1)] // On the border: in both ranges.
    [InlineData(1025, -1, 1, -1)]
    [InlineData(9215, -1, 1, -1)]
    [InlineData(9216, -1, 1, 1)]
    [InlineData(9217, -1, -1, 1)]
    public void Evaluate_AnnotatedArea_DecidesTheRange(double area, double small, double medium, double large)
    {
        // The box is 100 x 100 = 10000, which would be large.
        CocoResult result = CocoScene.One().Truth(0, 0, 100, 100, area).Detect(.9, 0, 0, 100, 100).Evaluate();

        Assert.Equal([small, medium, large], [result.ApSmall, result.ApMedium, result.ApLarge], Near);
        Assert.Equal([small, medium, large], [result.ArSmall, result.ArMedium, result.ArLarge], Near);
    }

    [Theory]
    [InlineData(20, 0.5)] // 400, small like the object: it is wrong there too and ranks first.
    [InlineData(32, 0.5)] // 1024, on the border: the same.
    [InlineData(33, 1.0)] // 1089, medium: ignored among small ones.
    public void Evaluate_WrongDetection_CountsOnlyInItsOwnRange(double side, double expectedSmall)
    {
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 20, 20)
            .Detect(.9, 200, 200, side, side)
            .Detect(.8, 0, 0, 20, 20)
            .Evaluate();

        Assert.Equal(expectedSmall, result.ApSmall, Tolerance);
        Assert.Equal(.5, result.Ap, Tolerance);
        Assert.Equal(CocoResult.NoTruth, result.ApLarge);
    }

    [Fact]
    public void Evaluate_DetectionOfAnotherSizeThanItsObject_GoesByTheObjectWhileMatched()
    {
        // A large object (10000), found by a medium box (90 x 100 = 9000) with an overlap of .9, score .9; a medium one (2500) found
        // exactly, score .8. The published threshold ".90" is a rounding below .9, so the first is right at 9 of 10 thresholds.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 100, 100)
            .Truth(200, 0, 50, 50)
            .Detect(.9, 0, 0, 90, 100)
            .Detect(.8, 200, 0, 50, 50)
            .Evaluate();

        // Medium: at 9 thresholds the first is matched to a large object and ignored: 1. At .95 it's a wrong medium one: 1/2.
        Assert.Equal((9 + .5) / 10, result.ApMedium, Tolerance);

        // Large: at 9 thresholds right: 1. At .95 nothing is found: 0. The second is ignored throughout.
        Assert.Equal(.9, result.ApLarge, Tolerance);

        // All: at 9 thresholds both right: 1. At .95 wrong, right: 51 recalls at 1/2.
        Assert.Equal((9 + (51 * .5 / 101)) / 10, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_ObjectOutsideTheRange_GivesWayToOneInside()
    {
        // A detection of a 30 x 30 object (small, 900) overlaps a 34 x 34 one (medium, 1156) around it by more: the detection is
        // 33 x 33 = 1089, so 900/1089 = .83 and 1089/1156 = .94. Over all sizes the medium object is taken: at .50 to .90.
        // Among small ones the small object counts first, though it fits worse: at .50 to .80, 7 thresholds.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 34, 34)
            .Truth(0, 0, 30, 30)
            .Detect(.9, 0, 0, 33, 33)
            .Evaluate();

        Assert.Equal(.7, result.ArSmall, Tolerance);
        Assert.Equal(.9, result.ArMedium, Tolerance);
        Assert.Equal(.9 / 2, result.Ar100, Tolerance);
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < Tolerance;
}
