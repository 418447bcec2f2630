using ModelTool.Evaluation;

namespace ModelTool.Tests.Evaluation;

/// <summary>How right and wrong detections, in the order of their scores, become average precision and recall.</summary>
public sealed class CocoEvaluationRankingTests
{
    // The evaluation adds 2^-52 to denominators, so exact fractions come out a hair lower.
    private const double Tolerance = 1e-12;

    [Fact]
    public void Evaluate_OnePerfectDetection_IsPerfectAndLarge()
    {
        CocoResult result = CocoScene.One().Truth(10, 10, 100, 100).Detect(.9, 10, 10, 100, 100).Evaluate();

        Assert.Equal(1, result.Ap, Tolerance);
        Assert.Equal(1, result.Ap50, Tolerance);
        Assert.Equal(1, result.Ap75, Tolerance);
        Assert.Equal(1, result.Ar1, Tolerance);
        Assert.Equal(1, result.Ar10, Tolerance);
        Assert.Equal(1, result.Ar100, Tolerance);

        // 100 x 100 = 10000 is above 96 x 96 = 9216, and there is nothing else.
        Assert.Equal(1, result.ApLarge, Tolerance);
        Assert.Equal(1, result.ArLarge, Tolerance);
        Assert.Equal([-1, -1, -1, -1], [result.ApSmall, result.ApMedium, result.ArSmall, result.ArMedium]);
        Assert.Equal([KeyValuePair.Create(1, result.Ap)], result.ApByCategory);
    }

    // T is a perfect detection of the next object, F one of nothing; scores fall from left to right. Precision is read at the recalls
    // 0, .01, ..., 1: each reads the best precision at the first place that reaches it or at any later one.
    [Theory]
    [InlineData(1, "TF", 1.0)] // Recall 1 is reached first, at precision 1; what follows costs nothing.
    [InlineData(1, "FT", 0.5)] // All 101 recalls are reached second, at precision 1/2.
    [InlineData(2, "T", 51.0 / 101)] // Recalls 0 to .50 (51 of them, .50 included) at precision 1, the other 50 never.
    [InlineData(2, "TF", 51.0 / 101)] // The same.
    [InlineData(2, "FT", 51 * 0.5 / 101)] // 51 recalls at precision 1/2.
    [InlineData(2, "TFT", (51 + (50 * 2.0 / 3)) / 101)] // 51 recalls at 1, 50 at 2/3.
    [InlineData(2, "FTT", 2.0 / 3)] // Precisions 0, 1/2, 2/3: 2/3 is still to come for every recall.
    [InlineData(4, "TFTFFT", (26 + (25 * 2.0 / 3) + (25 * 1.0 / 2)) / 101)] // To .25 at 1, to .50 at 2/3, to .75 at 3/6, then never.
    [InlineData(1, "", 0.0)] // Something to find and nothing found.
    public void Evaluate_RankedDetections_InterpolatesAt101Recalls(int truths, string ranking, double expected)
    {
        var scene = CocoScene.One();
        for (var truth = 0; truth < truths; truth++)
        {
            scene.Truth(100 * truth, 0, 50, 50);
        }

        var found = 0;
        for (var rank = 0; rank < ranking.Length; rank++)
        {
            double score = 1 - (.1 * rank);
            if (ranking[rank] == 'T')
            {
                scene.Detect(score, 100 * found++, 0, 50, 50);
            }
            else
            {
                scene.Detect(score, 100 * rank, 300, 50, 50);
            }
        }

        CocoResult result = scene.Evaluate();

        Assert.Equal(expected, result.Ap, Tolerance);
        Assert.Equal(expected, result.Ap50, Tolerance);
        Assert.Equal((double)found / truths, result.Ar100, Tolerance);
    }

    [Fact]
    public void Evaluate_ScoresOutOfOrder_RanksByScore()
    {
        // The wrong one comes first but scores lower, so precision is 1 at recall 1.
        CocoResult result = CocoScene.One()
            .Truth(0, 0, 50, 50)
            .Detect(.3, 200, 200, 50, 50)
            .Detect(.8, 0, 0, 50, 50)
            .Evaluate();

        Assert.Equal(1, result.Ap, Tolerance);
    }

    [Theory]
    [InlineData(true, 1.0)] // Right first: recall 1 at precision 1.
    [InlineData(false, 0.5)] // Wrong first: recall 1 at precision 1/2.
    public void Evaluate_EqualScoresInAnImage_RanksInOrderGiven(bool rightFirst, double expected)
    {
        // Forty more wrong ones at the end, also equal: unstable sorts often keep the order of a short list, not of a long one.
        CocoScene scene = CocoScene.One().Truth(0, 0, 50, 50);
        scene = rightFirst
            ? scene.Detect(.5, 0, 0, 50, 50).Detect(.5, 200, 200, 50, 50)
            : scene.Detect(.5, 200, 200, 50, 50).Detect(.5, 0, 0, 50, 50);
        for (var other = 0; other < 40; other++)
        {
            scene.Detect(.5, 400, other, 10, 10);
        }

        Assert.Equal(expected, scene.Evaluate().Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_EqualScoresInTwoImages_RanksByImageId()
    {
        // Image 7's detection is given first and is wrong; image 3's is right. By id image 3's ranks first: precision 1 at recall 1.
        CocoResult result = new CocoScene().Image(7).Image(3).Category(1)
            .Truth(0, 0, 50, 50, image: 3)
            .Detect(.5, 0, 0, 50, 50, image: 7)
            .Detect(.5, 0, 0, 50, 50, image: 3)
            .Evaluate();

        Assert.Equal(1, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_TwoImages_RanksTogether()
    {
        // Image 1: wrong at .8, right at .7. Image 2: right at .9. Together T F T with 2 objects: 51 recalls at 1, 50 at 2/3.
        // One picture after the other it would be F T T.
        CocoResult result = new CocoScene().Image(1).Image(2).Category(1)
            .Truth(0, 0, 50, 50, image: 1)
            .Truth(0, 0, 50, 50, image: 2)
            .Detect(.7, 0, 0, 50, 50, image: 1)
            .Detect(.8, 300, 0, 50, 50, image: 1)
            .Detect(.9, 0, 0, 50, 50, image: 2)
            .Evaluate();

        Assert.Equal((51 + (50 * 2.0 / 3)) / 101, result.Ap, Tolerance);

        // One detection a picture: image 1 keeps only its wrong one.
        Assert.Equal(.5, result.Ar1, Tolerance);
        Assert.Equal(1, result.Ar10, Tolerance);
    }

    [Theory]
    [InlineData(99, 1.0 / 100, 1.0)] // The right one is the 100th: precision 1/100 at every recall.
    [InlineData(100, 0.0, 0.0)] // It is the 101st and not looked at.
    public void Evaluate_RightOneAfterManyWrong_CountsAtMost100(int wrong, double expectedAp, double expectedAr100)
    {
        CocoScene scene = CocoScene.One().Truth(0, 0, 50, 50).Detect(.1, 0, 0, 50, 50);
        for (var index = 0; index < wrong; index++)
        {
            scene.Detect(.9, 100 + index, 200, 50, 50);
        }

        CocoResult result = scene.Evaluate();

        Assert.Equal(expectedAp, result.Ap, Tolerance);
        Assert.Equal(expectedAr100, result.Ar100, Tolerance);
        Assert.Equal(0, result.Ar10, Tolerance);
    }

    [Fact]
    public void Evaluate_ManyDetectionsOfAnotherCategory_DoNotUseUpTheCap()
    {
        // 100 of category 2 with higher scores in the same picture: the cap is each category's own.
        CocoScene scene = new CocoScene().Image(1).Category(1).Category(2).Truth(0, 0, 50, 50).Detect(.1, 0, 0, 50, 50);
        for (var index = 0; index < 100; index++)
        {
            scene.Detect(.9, index, 200, 50, 50, category: 2);
        }

        CocoResult result = scene.Evaluate();

        Assert.Equal(1, result.Ap, Tolerance);
        Assert.Equal(1, result.Ar1, Tolerance);
    }

    [Fact]
    public void Evaluate_TwelveObjectsAllFound_CapsRecallAtOneAndTen()
    {
        CocoScene scene = CocoScene.One();
        for (var index = 0; index < 12; index++)
        {
            scene.Truth(50 * index, 0, 40, 40).Detect(1 - (.01 * index), 50 * index, 0, 40, 40);
        }

        CocoResult result = scene.Evaluate();

        Assert.Equal(1.0 / 12, result.Ar1, Tolerance);
        Assert.Equal(10.0 / 12, result.Ar10, Tolerance);
        Assert.Equal(1, result.Ar100, Tolerance);
        Assert.Equal(1, result.Ap, Tolerance);
    }

    [Fact]
    public void Evaluate_CategoryWithoutTruth_IsLeftOutOfTheMeans()
    {
        CocoResult result = new CocoScene().Image(1).Category(1).Category(2)
            .Truth(0, 0, 50, 50, category: 1)
            .Detect(.5, 0, 0, 50, 50, category: 1)
            .Detect(.9, 0, 0, 50, 50, category: 2)
            .Evaluate();

        Assert.Equal(1, result.Ap, Tolerance);
        Assert.Equal(1, result.Ar100, Tolerance);
        Assert.Equal([1, 2], result.ApByCategory.Keys);
        Assert.Equal(1, result.ApByCategory[1], Tolerance);
        Assert.Equal(CocoResult.NoTruth, result.ApByCategory[2]);
    }

    [Fact]
    public void Evaluate_CategoriesOfDifferentSize_WeighTheSame()
    {
        // Category 1: its three objects found, 1. Category 2: its one object missed, 0. By objects it would be 3/4.
        CocoResult result = new CocoScene().Image(1).Category(1).Category(2)
            .Truth(0, 0, 50, 50).Detect(.9, 0, 0, 50, 50)
            .Truth(100, 0, 50, 50).Detect(.9, 100, 0, 50, 50)
            .Truth(200, 0, 50, 50).Detect(.9, 200, 0, 50, 50)
            .Truth(300, 0, 50, 50, category: 2)
            .Evaluate();

        Assert.Equal(.5, result.Ap, Tolerance);
        Assert.Equal(.5, result.Ap50, Tolerance);
        Assert.Equal(.5, result.Ar100, Tolerance);
        Assert.Equal(1, result.ApByCategory[1], Tolerance);
        Assert.Equal(0, result.ApByCategory[2], Tolerance);
    }

    [Fact]
    public void Evaluate_DetectionOfAnotherCategory_IsWrong()
    {
        // The box is right, the category is not: category 1's object is missed, category 2's single object ranks behind a wrong one.
        CocoResult result = new CocoScene().Image(1).Category(1).Category(2)
            .Truth(0, 0, 50, 50, category: 1)
            .Truth(200, 0, 50, 50, category: 2)
            .Detect(.9, 0, 0, 50, 50, category: 2)
            .Detect(.8, 200, 0, 50, 50, category: 2)
            .Evaluate();

        Assert.Equal(0, result.ApByCategory[1], Tolerance);
        Assert.Equal(.5, result.ApByCategory[2], Tolerance);
    }

    [Fact]
    public void Evaluate_NoTruth_HasNoFigures()
    {
        CocoResult result = CocoScene.One().Detect(.9, 0, 0, 50, 50).Evaluate();

        Assert.All(
            [
                result.Ap, result.Ap50, result.Ap75, result.ApSmall, result.ApMedium, result.ApLarge,
                result.Ar1, result.Ar10, result.Ar100, result.ArSmall, result.ArMedium, result.ArLarge,
                result.ApByCategory[1],
            ],
            figure => Assert.Equal(CocoResult.NoTruth, figure));
    }

    [Fact]
    public void Evaluate_DetectionOfUnknownImage_Throws()
    {
        CocoScene scene = CocoScene.One().Detect(.9, 0, 0, 50, 50, image: 2);

        Assert.Throws<ArgumentException>(scene.Evaluate);
    }

    [Theory]
    [InlineData(double.NaN, 50)]
    [InlineData(.9, double.PositiveInfinity)]
    public void Evaluate_NumberThatIsNotFinite_Throws(double score, double width)
    {
        CocoScene scene = CocoScene.One().Truth(0, 0, 50, 50).Detect(score, 0, 0, width, 50);

        Assert.Throws<ArgumentException>(scene.Evaluate);
    }
}
