namespace ModelTool.Evaluation;

/// <summary>
/// Gives each detection of one category in one picture the ground truth box it found, by the greedy matching of the COCO detection
/// evaluation: detections choose in the order of their scores, each the box left that it overlaps most.
/// </summary>
internal sealed class CocoMatcher
{
    // Rounding can leave the overlap of two equal boxes a little below 1, so no threshold may ask for more than this.
    private const double AlmostOne = 1 - 1e-10;

    /// <summary>What stands for the position of a ground truth box where a detection matched none.</summary>
    internal const int NoTruth = -1;

    private readonly BoxesInImage _boxes;
    private readonly AreaRange _area;
    private readonly bool[] _ignored;
    private readonly int[] _countedFirst;

    private CocoMatcher(BoxesInImage boxes, AreaRange area)
    {
        _boxes = boxes;
        _area = area;
        _ignored = [.. boxes.Truths.Select(truth => truth.IsCrowd || !area.Contains(truth.Area))];

        // Stable, so that among boxes of a kind the order of the file remains: it decides between equal overlaps.
        _countedFirst = [.. Enumerable.Range(0, _ignored.Length).OrderBy(truth => _ignored[truth])];
    }

    /// <summary>Matches the boxes at every overlap threshold.</summary>
    /// <param name="boxes">The boxes of one category in one picture.</param>
    /// <param name="area">The sizes of objects that count; the others are ignored.</param>
    public static ImageMatches Match(BoxesInImage boxes, AreaRange area)
    {
        var matcher = new CocoMatcher(boxes, area);
        (MatchOutcome[] Outcomes, int[] Matched)[] thresholds = [.. CocoThresholds.Overlap.Select(matcher.OutcomesAt)];
        return new ImageMatches(
            boxes.Detections,
            [.. thresholds.Select(threshold => threshold.Outcomes)],
            [.. thresholds.Select(threshold => threshold.Matched)],
            matcher._ignored.Count(ignored => !ignored));
    }

    private (MatchOutcome[] Outcomes, int[] Matched) OutcomesAt(double threshold)
    {
        var outcomes = new MatchOutcome[_boxes.Detections.Length];
        var matched = new int[outcomes.Length];
        var taken = new bool[_ignored.Length];
        for (var detection = 0; detection < outcomes.Length; detection++)
        {
            int truth = BestTruth(detection, threshold, taken);
            outcomes[detection] = OutcomeOf(detection, truth);
            matched[detection] = truth;

            // A crowd region takes any number of detections, an object only one: the next detection of it is wrong.
            if (truth != NoTruth && !_boxes.Truths[truth].IsCrowd)
            {
                taken[truth] = true;
            }
        }

        return (outcomes, matched);
    }

    private int BestTruth(int detection, double threshold, bool[] taken)
    {
        int best = NoTruth;
        double bestOverlap = Math.Min(threshold, AlmostOne);
        foreach (int truth in _countedFirst)
        {
            // Only ignored boxes follow, and a match that counts is not given up for one that doesn't, however well it fits.
            if (best != NoTruth && !_ignored[best] && _ignored[truth])
            {
                break;
            }

            double overlap = _boxes.Overlap(detection, truth);

            // Of equal overlaps the later box wins.
            if (!taken[truth] && overlap >= bestOverlap)
            {
                best = truth;
                bestOverlap = overlap;
            }
        }

        return best;
    }

    private MatchOutcome OutcomeOf(int detection, int truth)
    {
        if (truth != NoTruth)
        {
            return _ignored[truth] ? MatchOutcome.Ignored : MatchOutcome.TruePositive;
        }

        return _area.Contains(_boxes.Detections[detection].Area) ? MatchOutcome.FalsePositive : MatchOutcome.Ignored;
    }
}
