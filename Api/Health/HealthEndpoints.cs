using System.Text.Json.Serialization;
using Api.Access;
using Api.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Health;

/// <summary>GET /health, /health/live and /health/ready: for people, orchestrators and load balancers.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    internal static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/", Ready).WithName("Health").WithSummary("Whether the service can analyse pictures, and with what.")
            .WithDescription("200 once the model is loaded, 503 before.");
        group.MapGet("/ready", Ready).WithName("Ready").WithSummary("Readiness: whether to send traffic here.")
            .WithDescription("200 once the model is loaded, 503 before.");
        group.MapGet("/live", Live).WithName("Live").WithSummary("Liveness: whether the process answers at all.");
        return endpoints;
    }

    private static Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>> Ready(ModelHost model, HttpContext context)
    {
        HealthResponse response = Describe(model.IsReady ? "ready" : "starting", model, context);
        return model.IsReady
            ? TypedResults.Ok(response)
            : TypedResults.Json(response, ApiJson.Default.HealthResponse, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthResponse> Live(ModelHost model, HttpContext context) => TypedResults.Ok(Describe("live", model, context));

    /// <summary>What is inside is told to callers with a key only, where keys are needed.</summary>
    private static HealthResponse Describe(string status, ModelHost model, HttpContext context) => context.IsTrusted()
        ? new HealthResponse(status, model.Detector?.Model.Name, ServiceVersion.Current)
        : new HealthResponse(status, Model: null, Version: null);
}

/// <summary>How the service is.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c> or (of /health/live) <c>live</c>.</param>
/// <param name="Model">Name of the model, once it is loaded. Like the version only for callers with a key, where keys are needed.</param>
/// <param name="Version">Version of the service.</param>
internal sealed record HealthResponse(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Version);
