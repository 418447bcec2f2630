using ModelTool.Evaluation;

namespace ModelTool.Tests.Evaluation;

/// <summary>Which ground truth box a detection counts for, and at which overlap thresholds.</summary>
public sealed class CocoEvaluationMatchingTests
{
    // The evaluation adds 2^-52 to denominators, so exact fractions come out a hair lower.
    private const double Tolerance = 1e-12;

    // The detection is as high as the 100 x 100 object and lies within it, so intersection over union is width / 100.
    [Theory]
    [InlineData(49, 0.0)] // Below every threshold.
    [InlineData(50, 0.1)] // Exactly .50 counts.
    [InlineData(60, 0.3)] // .50, .55 and .60 of ten thresholds.
    [InlineData(74, 0.5)] // .50 to .70.
    [InlineData(75, 0.6)] // .50 to .75.
    [InlineData(94, 0.9)] // All but .95.
    [InlineData(95, 1.0)]
    public void Evaluate_PartialOverlap_CountsUpToItsThreshold(double width, double expected)
    {
        CocoResult result = CocoScene.One().Truth(0, 0, 100, 100).Detect(.9, 0, 0, width, 100).Evaluate();

        Assert.Equal(expected, result.Ap, Tolerance);
        Assert.Equal(expected, result.Ar1, Tolerance);
        Assert.Equal(width >= 50 ? 1 : 0, result.Ap50, Tolerance);
        Assert.Equal(width >= 75 ? 1 : 0, result.Ap75, Tolerance);
    }

    [Fact]
    public void Evaluate_ShiftedBothWays_DividesByTheUnion()
    {
        // Shared: 80 x 90 = 7200. Union: 10000 + 10000 - 7200 = 12800. 7200 / 12800 = .5625: thresholds .50 and .55.
        CocoResult result = CocoScene.One().Truth(20, 10, 100, 100).Detect(.9, 0, 0, 100, 100).Evaluate();

        Assert.Equal(.2, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_ApartOnBothAxes_IsNoOverlap()
    {
        // The product of the two negative shared lengths, -200 x -200, must not pass for an intersection.
        CocoResult result = CocoScene.One().Truth(300, 300, 100, 100).Detect(.9, 0, 0, 100, 100).Evaluate();

        Assert.Equal(0, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_SecondDetectionOfAnObject_IsWrong()
    {
        // Right, wrong, right with 2 objects: 51 recalls at precision 1, 50 at 2/3.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 50, 50)
            .Truth(200, 0, 50, 50)
            .Detect(.9, 0, 0, 50, 50)
            .Detect(.8, 0, 0, 50, 50)
            .Detect(.7, 200, 0, 50, 50)
            .Evaluate();

        Assert.Equal((51 + (50 * 2.0 / 3)) / 101, result.Ap, Tolerance);
    }

    // All boxes are 100 wide and high, so boxes d apart overlap by (100 - d) / (100 + d). The first detection, at 30, overlaps the object
    // at 0 by 70/130 = .54 and that at 40 by 90/110 = .82; the second, at -10, those by .82 and 50/150 = .33.
    // Each takes the one it overlaps most: right at .50 to .80, 7 of 10 thresholds, else both wrong.
    // Were the first to take the first or the last that will do, the second would be wrong at .50 in one of the two orders.
    [Theory]
    [InlineData(0, 40)]
    [InlineData(40, 0)]
    public void Evaluate_TwoCandidates_TakesTheOneItOverlapsMost(double firstObject, double secondObject)
    {
        CocoResult result = CocoScene.One()
            .Truth(firstObject, 0, 100, 100)
            .Truth(secondObject, 0, 100, 100)
            .Detect(.9, 30, 0, 100, 100)
            .Detect(.8, -10, 0, 100, 100)
            .Evaluate();

        Assert.Equal(.7, result.Ap, Tolerance);
        Assert.Equal(1, result.Ap50, Tolerance);
    }

    [Fact]
    public void Evaluate_EqualOverlaps_TakesTheLaterObject()
    {
        // The first detection, at 20, overlaps the objects at 0 and 40 by 80/120 = .67 each and takes the later one, at 40.
        // That leaves the one at 0 to the second detection, at 0: it overlaps that by 1, but the one at 40 only by 60/140 = .43.
        // .50 to .65, 4 thresholds: both right, 1. The other 6: wrong, right: 51 recalls at 1/2.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 100, 100)
            .Truth(40, 0, 100, 100)
            .Detect(.9, 20, 0, 100, 100)
            .Detect(.8, 0, 0, 100, 100)
            .Evaluate();

        Assert.Equal((4 + (6 * 51 * .5 / 101)) / 10, result.Ap, Tolerance);
        Assert.Equal(1, result.Ap50, Tolerance);
    }

    [Fact]
    public void Evaluate_HigherScore_ChoosesFirst()
    {
        // The worse box, .6, has the higher score and takes the object; the perfect one comes too late.
        // .50 to .60, 3 thresholds: right, wrong: 1. The other 7: wrong, right: 1/2.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 100, 100)
            .Detect(.8, 0, 0, 100, 100)
            .Detect(.9, 0, 0, 60, 100)
            .Evaluate();

        Assert.Equal(.3 + (.7 * .5), result.Ap, Tolerance);
    }

    [Theory]
    [InlineData(true, 1.0)] // All three are in the crowd: neither right nor wrong.
    [InlineData(false, 0.25)] // As an object it overlaps them too little: three wrong before the right one.
    public void Evaluate_DetectionsInACrowd_DoNotCount(bool crowd, double expected)
    {
        // With the crowd there is 1 object to find, without 2, of which one is found.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 50, 50)
            .Truth(200, 0, 300, 300, crowd: crowd)
            .Detect(.9, 210, 10, 40, 40)
            .Detect(.8, 260, 10, 40, 40)
            .Detect(.7, 310, 10, 40, 40)
            .Detect(.6, 0, 0, 50, 50)
            .Evaluate();

        // Without the crowd recall goes to .5 only: 51 recalls at precision 1/4.
        Assert.Equal(crowd ? expected : expected * 51 / 101, result.Ap, Tolerance);
        Assert.Equal(crowd ? 1 : .5, result.Ar100, Tolerance);
    }

    [Fact]
    public void Evaluate_DetectionPartlyInACrowd_OverlapsByItsOwnArea()
    {
        // 60 of its 100 columns are in the crowd: .6 of its own area (over the union it would be .07).
        // .50 to .60, 3 thresholds: ignored, right: 1. The other 7: wrong, right: 1/2.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 50, 50)
            .Truth(240, 0, 300, 300, crowd: true)
            .Detect(.9, 200, 0, 100, 100)
            .Detect(.8, 0, 0, 50, 50)
            .Evaluate();

        Assert.Equal(.3 + (.7 * .5), result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_ObjectInACrowd_IsPreferredToTheCrowd()
    {
        // It overlaps the object by .6 and lies wholly within the crowd, which stands first in the file.
        // .50 to .60: the object counts though the crowd fits better. Above: ignored, so nothing is found: 0.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 300, 300, crowd: true)
            .Truth(0, 0, 100, 100)
            .Detect(.9, 0, 0, 60, 100)
            .Evaluate();

        Assert.Equal(.3, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_CrowdOnly_IsNothingToFind()
    {
        CocoResult result = CocoScene.One().Truth(0, 0, 300, 300, crowd: true).Detect(.9, 0, 0, 300, 300).Evaluate();

        Assert.Equal(CocoResult.NoTruth, result.Ap);
        Assert.Equal(CocoResult.NoTruth, result.Ar100);
    }
}
