using Api.Model;
using Api.Problems;
using Api.Shutdown;
using Api.Telemetry;
using Detection;
using Detection.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.OpenInference;

/// <summary>
/// The health and metadata part of the Open Inference Protocol (KServe's V2, https://github.com/kserve/open-inference-protocol), by which platforms look
/// after servers of models. There is no inference on bare tensors: pictures go to POST /analyze.
/// </summary>
internal static class OpenInferenceEndpoints
{
    private const string ServerName = "object-detection";

    // ONNX Runtime, by the name that servers of this protocol give it.
    private const string Platform = "onnxruntime_onnx";

    /// <summary>Maps the endpoints.</summary>
    internal static IEndpointRouteBuilder MapOpenInference(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder health = endpoints.MapGroup("/v2/health").WithTags("Open Inference Protocol").AllowAnonymous().DisableRateLimiting()
            .WithMetadata(ServedWhileStopping.Mark, new RequestTelemetry.Untraced());
        health.MapGet("/live", Live).WithName("ServerLive").WithSummary("Liveness: whether the process answers at all.");
        health.MapGet("/ready", Ready).WithName("ServerReady").WithSummary("Readiness: whether the model can be used; 503 where it cannot.");

        RouteGroupBuilder metadata = endpoints.MapGroup("/v2").WithTags("Open Inference Protocol");
        metadata.MapGet("/", Server).WithName("ServerMetadata").WithSummary("Name and version of the server.");
        MapModel(metadata.MapGroup("/models/{name}"), "Model");
        MapModel(metadata.MapGroup("/models/{name}/versions/{version}"), "ModelVersion");
        return endpoints;
    }

    private static void MapModel(RouteGroupBuilder model, string operation)
    {
        Describe(model.MapGet("/", Model).WithName(operation + "Metadata").WithSummary("The model's tensors. A size that is left open is -1."));
        Describe(model.MapGet("/ready", ModelReady).WithName(operation + "Ready").WithSummary("Whether the model can be used; 503 where it cannot."));

        static void Describe(RouteHandlerBuilder endpoint) => endpoint.WithErrors(EndpointError.NotFound, EndpointError.Unavailable);
    }

    private static Ok<ServerLiveness> Live() => TypedResults.Ok(new ServerLiveness(Live: true));

    private static Results<Ok<ServerReadiness>, JsonHttpResult<ServerReadiness>> Ready(ModelHost model, Draining draining)
    {
        bool isReady = model.Detector is not null && !draining.IsStopping;
        ServerReadiness readiness = new(isReady, isReady);
        return isReady
            ? TypedResults.Ok(readiness)
            : TypedResults.Json(readiness, ApiJson.Default.ServerReadiness, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<ServerMetadata> Server() => TypedResults.Ok(new ServerMetadata(ServerName, ServiceVersion.Current, []));

    private static Ok<ModelMetadata> Model(ModelHost host, string name, string? version = null)
    {
        ModelDescription model = Require(host, name, version);
        return TypedResults.Ok(new ModelMetadata(
            model.Name,
            model.Version is { } known ? [known] : null,
            Platform,
            [.. model.Inputs.Select(TensorMetadata.From)],
            [.. model.Outputs.Select(TensorMetadata.From)]));
    }

    private static Ok<ModelReadiness> ModelReady(ModelHost host, string name, string? version = null) =>
        TypedResults.Ok(new ModelReadiness(Require(host, name, version).Name, Ready: true));

    private static ModelDescription Require(ModelHost host, string name, string? version)
    {
        Detector detector = host.RequireDetector();
        ModelDescription model = detector.Model;
        return model.Name == name && (version is null || version == model.Version)
            ? model
            : throw new ApiException(StatusCodes.Status404NotFound, $"There is no such model; the loaded one is {model.Name}{(model.Version is { } own ? ", version " + own : null)}.");
    }
}
