using System.Collections.Immutable;

namespace ModelTool.Reports;

/// <summary>Two models side by side, as written to JSON. A ratio is the second's over the first's.</summary>
/// <param name="First">The first model's evaluation.</param>
/// <param name="Second">The second model's.</param>
/// <param name="Difference">The second's twelve figures minus the first's.</param>
/// <param name="CallRatio">Median over the pictures of whole call / whole call, timed in turn; null where none were.</param>
/// <param name="InferenceRatio">The same of the inference alone.</param>
/// <param name="SizeRatio">The files' lengths.</param>
/// <param name="DifferingPictures">The pictures where they differ most, each at its own best threshold; most different first.</param>
internal sealed record ComparisonReport(
    EvaluationReport First,
    EvaluationReport Second,
    CocoFigures Difference,
    double? CallRatio,
    double? InferenceRatio,
    double SizeRatio,
    ImmutableArray<PictureDifference> DifferingPictures);

/// <summary>How two models differ in a picture.</summary>
/// <param name="File">Its name.</param>
/// <param name="Agreed">Boxes of the same class that overlap by half or more.</param>
/// <param name="OnlyFirst">Boxes only the first model has.</param>
/// <param name="OnlySecond">Boxes only the second has.</param>
/// <param name="FirstMistakes">Wrong boxes and missed objects of the first.</param>
/// <param name="SecondMistakes">Those of the second.</param>
internal sealed record PictureDifference(string File, int Agreed, int OnlyFirst, int OnlySecond, int FirstMistakes, int SecondMistakes);
