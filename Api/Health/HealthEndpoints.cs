using Api.Access;
using Api.Model;
using Api.Shutdown;
using Api.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Api.Health;

/// <summary>GET /health, /health/live and /health/ready: for people, orchestrators and load balancers.</summary>
internal static class HealthEndpoints
{
    private const string ReadyDescription =
        "200 while pictures can be analysed; status is then ready, or degraded where the model's file has become unusable and the model before it answers on. "
        + "503 otherwise: starting, unavailable (there is no model yet) or stopping.";

    /// <summary>Maps the endpoints.</summary>
    internal static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous().DisableRateLimiting()
            .WithMetadata(ServedWhileStopping.Mark, new RequestTelemetry.Untraced());
        group.MapGet("/", Ready).WithName("Health").WithSummary("Whether the service can analyse pictures, and with what.")
            .WithDescription(ReadyDescription);
        group.MapGet("/ready", Ready).WithName("Ready").WithSummary("Readiness: whether to send traffic here.")
            .WithDescription(ReadyDescription);
        group.MapGet("/live", Live).WithName("Live").WithSummary("Liveness: whether the process answers at all.");
        return endpoints;
    }

    private static Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>> Ready(ModelHost model, Draining draining, HttpContext context)
    {
        ModelState state = model.State;
        bool isReady = (state is ModelState.Ready or ModelState.Outdated) && !draining.IsStopping;
        HealthResponse response = Describe(
            context, new(draining.IsStopping ? "stopping" : NameOf(state), model.Detector?.Model.Name, ServiceVersion.Current, state == ModelState.Ready ? null : model.Reason));
        return isReady
            ? TypedResults.Ok(response)
            : TypedResults.Json(response, ApiJson.Default.HealthResponse, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthResponse> Live(ModelHost model, HttpContext context) =>
        TypedResults.Ok(Describe(context, new("live", model.Detector?.Model.Name, ServiceVersion.Current, Reason: null)));

    /// <summary>What is inside is told to callers with a key only, where keys are needed.</summary>
    private static HealthResponse Describe(HttpContext context, HealthResponse response) =>
        context.IsTrusted() ? response : new HealthResponse(response.Status, Model: null, Version: null, Reason: null);

    private static string NameOf(ModelState state) => state switch
    {
        ModelState.Ready => "ready",
        ModelState.Outdated => "degraded",
        ModelState.Missing => "unavailable",
        _ => "starting",
    };
}

/// <summary>How the service is. Where keys are needed, callers without one are told the status only.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c>, <c>starting</c>, <c>unavailable</c>, <c>stopping</c> or (of /health/live) <c>live</c>.</param>
/// <param name="Model">Name of the model, once it is loaded.</param>
/// <param name="Version">Version of the service.</param>
/// <param name="Reason">Why it is not all well, as a sentence.</param>
internal sealed record HealthResponse(string Status, string? Model, string? Version, string? Reason);
