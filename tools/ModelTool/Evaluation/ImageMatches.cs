namespace ModelTool.Evaluation;

/// <summary>What the detections of one category in one picture count as, in one area range.</summary>
/// <param name="Detections">The detections, highest score first.</param>
/// <param name="Outcomes">An outcome for each detection, for each threshold of <see cref="CocoThresholds.Overlap"/>.</param>
/// <param name="Matched">The position of the ground truth box each detection matched, or <see cref="CocoMatcher.NoTruth"/>, for each threshold.</param>
/// <param name="TruthCount">How many objects there were to find: those of the area range that are not crowd regions.</param>
internal sealed record ImageMatches(CocoDetection[] Detections, MatchOutcome[][] Outcomes, int[][] Matched, int TruthCount);
