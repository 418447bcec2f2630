using Api.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Health;

/// <summary>GET /health, /health/live and /health/ready: for people, orchestrators and load balancers.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    internal static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/health").WithTags("Health");
        group.MapGet("/", Ready).WithName("Health").WithSummary("Whether the service can analyse pictures, and with what.")
            .WithDescription("200 once the model is loaded, 503 before.");
        group.MapGet("/ready", Ready).WithName("Ready").WithSummary("Readiness: whether to send traffic here.")
            .WithDescription("200 once the model is loaded, 503 before.");
        group.MapGet("/live", Live).WithName("Live").WithSummary("Liveness: whether the process answers at all.");
        return endpoints;
    }

    private static Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>> Ready(ModelHost model)
    {
        HealthResponse response = new(model.IsReady ? "ready" : "starting", model.Detector?.Model.Name, ServiceVersion.Current);
        return model.IsReady
            ? TypedResults.Ok(response)
            : TypedResults.Json(response, ApiJson.Default.HealthResponse, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthResponse> Live(ModelHost model) =>
        TypedResults.Ok(new HealthResponse("live", model.Detector?.Model.Name, ServiceVersion.Current));
}

/// <summary>How the service is.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c> or (of /health/live) <c>live</c>.</param>
/// <param name="Model">Name of the model, once it is loaded.</param>
/// <param name="Version">Version of the service.</param>
internal sealed record HealthResponse(string Status, string? Model, string Version);
