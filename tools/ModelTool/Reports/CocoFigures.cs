using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>COCO's twelve figures, 0 to 1; null where there was nothing to find.</summary>
internal sealed record CocoFigures(
    double? Ap, double? Ap50, double? Ap75, double? ApSmall, double? ApMedium, double? ApLarge,
    double? Ar1, double? Ar10, double? Ar100, double? ArSmall, double? ArMedium, double? ArLarge)
{
    /// <summary>The figures with their names, in COCO's order.</summary>
    internal IEnumerable<(string Name, double? Value)> Named =>
    [
        ("AP @ .50:.95", Ap), ("AP @ .50", Ap50), ("AP @ .75", Ap75), ("AP small", ApSmall), ("AP medium", ApMedium), ("AP large", ApLarge),
        ("AR, 1 detection", Ar1), ("AR, 10 detections", Ar10), ("AR, 100 detections", Ar100),
        ("AR small", ArSmall), ("AR medium", ArMedium), ("AR large", ArLarge),
    ];

    /// <summary>Takes the figures of an evaluation.</summary>
    internal static CocoFigures Of(CocoResult result) => new(
        Value(result.Ap), Value(result.Ap50), Value(result.Ap75), Value(result.ApSmall), Value(result.ApMedium), Value(result.ApLarge),
        Value(result.Ar1), Value(result.Ar10), Value(result.Ar100), Value(result.ArSmall), Value(result.ArMedium), Value(result.ArLarge));

    /// <summary>A figure, or null for COCO's mark of one without meaning.</summary>
    internal static double? Value(double figure) => figure == CocoResult.NoTruth ? null : figure;
}
