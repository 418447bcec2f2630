using System.Text.Json;
using Api.Lambda.Runtime;

namespace Api.Lambda.Events;

/// <summary>Recognises an event by its members; nothing needs to be configured.</summary>
internal static class EventIdentifier
{
    private const int MostNamesShown = 12;

    /// <summary>The HTTP request that an event is, or null where it is none.</summary>
    internal static IHttpEvent? FindHttp(EventMembers members)
    {
        JsonElement? context = members.Structure("requestContext");
        if (members.Text("version") == "2.0" && Has(context, "http"))
        {
            return new HttpApiEvent(members);
        }

        if (Has(context, "elb"))
        {
            return new LoadBalancerEvent(members);
        }

        if (members.Has("httpMethod"))
        {
            return new RestApiEvent(members);
        }

        return WarmUpEvent.Is(members) || !DirectEvent.Is(members) ? null : new DirectEvent(members);
    }

    /// <summary>The error for an event of an unknown kind.</summary>
    internal static EventException Unknown(EventMembers members)
    {
        string[] names = [.. members.Names.Take(MostNamesShown)];
        return new EventException(
            RuntimeError.UnknownEventType,
            "This event is not an HTTP request (API Gateway's REST or HTTP API, a function URL, an Application Load Balancer), not a warm-up "
            + "({\"warmup\": true} or EventBridge's) and not a direct invocation ({\"image_data\": \"...\"} or {\"body\": ...}). "
            + (names.Length == 0 ? "It has no members." : $"Its members: {string.Join(", ", names)}."));
    }

    private static bool Has(JsonElement? context, string name) =>
        context is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object;
}
