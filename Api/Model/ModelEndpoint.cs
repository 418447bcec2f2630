using System.Runtime.InteropServices;
using Api.Problems;
using Detection;
using Detection.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Model;

/// <summary>GET /model: the loaded model.</summary>
internal static class ModelEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    internal static IEndpointRouteBuilder MapModel(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/model", Describe)
            .WithName("Model")
            .WithTags("Model")
            .WithSummary("The loaded model: name, family, input, classes, thresholds, and what it runs on.")
            .WithErrors(EndpointError.Unavailable);
        return endpoints;
    }

    private static Ok<ModelResponse> Describe(ModelHost host)
    {
        Detector detector = host.RequireDetector();
        ModelDescription model = detector.Model;
        return TypedResults.Ok(new ModelResponse(
            model.Name,
            model.Version,
            model.Family,
            new ModelInput(model.InputWidth, model.InputHeight, model.Precision.ToString().ToLowerInvariant(), model.HasDynamicInput),
            model.Labels,
            new ModelThresholds(detector.Confidence, detector.Iou, detector.MaxDetections),
            new ModelRuntime(DetectorRuntime.OnnxRuntimeVersion, DetectorRuntime.VipsVersion, RuntimeInformation.RuntimeIdentifier, detector.Sessions, detector.ThreadsPerSession)));
    }
}

/// <summary>The loaded model.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Version, where the model or its sidecar has one.</param>
/// <param name="Family">Family, which decides how its output is read.</param>
/// <param name="Input">Its input.</param>
/// <param name="Classes">Class names by class id.</param>
/// <param name="Thresholds">Thresholds of a request that names none.</param>
/// <param name="Runtime">What it runs on.</param>
internal sealed record ModelResponse(
    string Name, string? Version, ModelFamily Family, ModelInput Input, IReadOnlyList<string> Classes, ModelThresholds Thresholds, ModelRuntime Runtime);

/// <summary>A model's input.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Precision">Number format: float32, float16 or uint8.</param>
/// <param name="Dynamic">Whether the file leaves the size open.</param>
internal sealed record ModelInput(int Width, int Height, string Precision, bool Dynamic);

/// <summary>Thresholds.</summary>
/// <param name="Confidence">Detections have scores above it, 0 to 1.</param>
/// <param name="Iou">Boxes of one class whose intersection over union is above it are one object, 0 to 1.</param>
/// <param name="MaxDetections">Most detections of a picture.</param>
internal sealed record ModelThresholds(float Confidence, float Iou, int MaxDetections);

/// <summary>What a model runs on.</summary>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
/// <param name="Libvips">Version of libvips.</param>
/// <param name="Platform">Platform, such as linux-x64.</param>
/// <param name="Sessions">How many analyses run at once.</param>
/// <param name="ThreadsPerSession">Threads of one inference.</param>
internal sealed record ModelRuntime(string OnnxRuntime, string Libvips, string Platform, int Sessions, int ThreadsPerSession);
