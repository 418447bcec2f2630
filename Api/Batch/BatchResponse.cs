using Api.Analyze;
using Api.Problems;
using Detection;

namespace Api.Batch;

/// <summary>The results of several pictures.</summary>
/// <param name="Results">One for each picture, in the order they were sent.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Failed">How many of them were not analysed.</param>
internal sealed record BatchResponse(IReadOnlyList<BatchItem> Results, int Count, int Failed);

/// <summary>The result of one picture: the members of an answer to /analyze, or an error.</summary>
/// <param name="Index">Its index among the pictures sent, from 0.</param>
/// <param name="Status">The status that /analyze would have answered with.</param>
/// <param name="ImageName">Name of the picture, as it was sent, or image.jpg.</param>
/// <param name="ImageDimensions">Size of the upright picture.</param>
/// <param name="Detections">What was found, best first.</param>
/// <param name="DetectionCount">How many.</param>
/// <param name="Error">Why it was not analysed, as a sentence.</param>
internal sealed record BatchItem(
    int Index,
    int Status,
    string ImageName,
    ImageDimensions? ImageDimensions = null,
    IReadOnlyList<DetectionResponse>? Detections = null,
    int? DetectionCount = null,
    string? Error = null)
{
    /// <summary>A picture analysed.</summary>
    internal static BatchItem Of(int index, string name, DetectionResult result)
    {
        AnalyzeResponse response = AnalyzeResponse.From(name, result);
        return new BatchItem(index, StatusCodes.Status200OK, name, response.ImageDimensions, response.Detections, response.DetectionCount);
    }

    /// <summary>A picture that failed.</summary>
    internal static BatchItem Of(int index, string name, Problem problem) =>
        new(index, problem.StatusCode, name, Error: ProblemResponse.Shorten(problem.Sentence));
}
