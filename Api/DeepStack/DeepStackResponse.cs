using System.Text.Json.Serialization;
using Api.Analyze;
using Detection;

namespace Api.DeepStack;

/// <summary>What was found, with the members of DeepStack's answer and those of CodeProject.AI Server's that clients show.</summary>
/// <param name="Success">True.</param>
/// <param name="Predictions">What was found, best first.</param>
/// <param name="Count">How many.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Duration">What it took, in seconds.</param>
/// <param name="Code">The status, 200.</param>
/// <param name="Command">What was done: detect.</param>
/// <param name="ModuleId">What did it.</param>
/// <param name="ExecutionProvider">What it ran on: CPU.</param>
/// <param name="InferenceMs">What the model took, in milliseconds.</param>
/// <param name="ProcessMs">What decoding and the model took, without the wait, in milliseconds.</param>
/// <param name="AnalysisRoundTripMs">What all of it took, in milliseconds.</param>
internal sealed record DeepStackResponse(
    bool Success,
    IReadOnlyList<DeepStackPrediction> Predictions,
    int Count,
    string Message,
    double Duration,
    int Code,
    string Command,
    [property: JsonPropertyName("moduleId")] string ModuleId,
    [property: JsonPropertyName("executionProvider")] string ExecutionProvider,
    [property: JsonPropertyName("inferenceMs")] int InferenceMs,
    [property: JsonPropertyName("processMs")] int ProcessMs,
    [property: JsonPropertyName("analysisRoundTripMs")] int AnalysisRoundTripMs)
{
    /// <summary>The response for a result.</summary>
    internal static DeepStackResponse From(DetectionResult result)
    {
        DeepStackPrediction[] predictions =
            [.. result.Objects.Select(found => DeepStackPrediction.From(found, result.Picture.Width, result.Picture.Height))];
        DetectionTimings timings = result.Timings;
        return new DeepStackResponse(
            Success: true,
            predictions,
            predictions.Length,
            predictions.Length == 0 ? "No objects found" : $"Found {string.Join(", ", predictions.Select(found => found.Label).Distinct())}",
            Math.Round(timings.Total.TotalSeconds, 4),
            StatusCodes.Status200OK,
            "detect",
            "ObjectDetection",
            "CPU",
            Milliseconds(timings.Inference),
            Milliseconds(timings.Total - timings.Queue),
            Milliseconds(timings.Total));
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Round(time.TotalMilliseconds);
}

/// <summary>An object found.</summary>
/// <param name="Label">Name of its class.</param>
/// <param name="Confidence">How sure the model is, 0 to 1.</param>
/// <param name="YMin">Top edge in pixels.</param>
/// <param name="XMin">Left edge in pixels.</param>
/// <param name="YMax">Bottom edge in pixels.</param>
/// <param name="XMax">Right edge in pixels.</param>
internal sealed record DeepStackPrediction(string Label, double Confidence, int YMin, int XMin, int YMax, int XMax)
{
    internal static DeepStackPrediction From(in DetectedObject found, int width, int height)
    {
        PixelBox box = PixelBox.From(found.Box, width, height);
        return new DeepStackPrediction(found.ClassName, Math.Round(found.Confidence, 4), box.YMin, box.XMin, box.YMax, box.XMax);
    }
}

/// <summary>An error.</summary>
/// <param name="Success">False.</param>
/// <param name="Error">What is wrong, as a sentence.</param>
/// <param name="Code">The status.</param>
/// <param name="Duration">0.</param>
internal sealed record DeepStackError(bool Success, string Error, int Code, double Duration);
