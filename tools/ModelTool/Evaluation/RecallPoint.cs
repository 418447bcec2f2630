namespace ModelTool.Evaluation;

/// <summary>A point of a precision-recall curve.</summary>
/// <param name="Recall">The share of the objects found, 0 to 1.</param>
/// <param name="Precision">The best precision that can be had at this recall or a higher one, 0 to 1; 0 where the recall is not reached.</param>
internal readonly record struct RecallPoint(double Recall, double Precision);
