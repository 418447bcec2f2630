using System.Diagnostics.Metrics;

namespace Api.Telemetry;

/// <summary>The host's own instruments, beside the detector's and ASP.NET Core's.</summary>
internal static class ServiceMetrics
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Api";

    internal const string Reason = "detection.refusal.reason";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "detection.refusals", "{request}", "Requests that were refused before their analysis ended, by why.");

    /// <summary>A request was refused.</summary>
    /// <param name="reason">One of <see cref="RefusalReason"/>.</param>
    internal static void Refused(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>(Reason, reason));
}

/// <summary>Why a request was refused.</summary>
internal static class RefusalReason
{
    /// <summary>As many analyses wait as may.</summary>
    internal const string QueueFull = "queue_full";

    /// <summary>As many bytes of bodies are in memory as may be.</summary>
    internal const string MemoryFull = "memory_full";

    /// <summary>The caller has made as many requests as it may.</summary>
    internal const string CallerLimit = "caller_limit";

    /// <summary>There is no model.</summary>
    internal const string NoModel = "no_model";

    /// <summary>The service is stopping.</summary>
    internal const string Stopping = "stopping";

    /// <summary>The request took longer than it may.</summary>
    internal const string Timeout = "timeout";

    /// <summary>The request has no valid key.</summary>
    internal const string Unauthorized = "unauthorized";

    /// <summary>The reason behind a status that has only one; null where it has several or is no refusal.</summary>
    internal static string? Of(int statusCode) => statusCode switch
    {
        StatusCodes.Status401Unauthorized => Unauthorized,
        StatusCodes.Status504GatewayTimeout => Timeout,
        _ => null,
    };
}
