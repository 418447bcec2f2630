using ModelTool.Evaluation;

namespace ModelTool.Tests.Evaluation;

/// <summary>
/// Ground truth and detections, put together box by box in the order of the calls. Boxes are x, y, width, height.
/// </summary>
internal sealed class CocoScene
{
    private readonly List<CocoImage> _images = [];
    private readonly List<CocoBox> _truths = [];
    private readonly List<CocoCategory> _categories = [];
    private readonly List<CocoDetection> _detections = [];

    /// <summary>One picture, 1, and one category, 1.</summary>
    public static CocoScene One() => new CocoScene().Image(1).Category(1);

    public CocoScene Image(long id)
    {
        _images.Add(new CocoImage(id, $"{id}.jpg", 640, 480));
        return this;
    }

    public CocoScene Category(int id)
    {
        _categories.Add(new CocoCategory(id, $"category {id}"));
        return this;
    }

    /// <summary>An object, by default of its box's area.</summary>
    public CocoScene Truth(
        double x, double y, double width, double height, double? area = null, bool crowd = false, long image = 1, int category = 1)
    {
        _truths.Add(new CocoBox(_truths.Count + 1, image, category, x, y, width, height, area ?? (width * height), crowd));
        return this;
    }

    public CocoScene Detect(double score, double x, double y, double width, double height, long image = 1, int category = 1)
    {
        _detections.Add(new CocoDetection(image, category, x, y, width, height, score));
        return this;
    }

    public CocoResult Evaluate() => CocoEvaluation.Evaluate(new CocoAnnotations(_images, _truths, _categories), _detections);

    public OperatingCurve Curve() => new(new CocoAnnotations(_images, _truths, _categories), _detections);
}
