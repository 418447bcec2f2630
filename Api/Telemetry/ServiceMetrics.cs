using System.Diagnostics.Metrics;

namespace Api.Telemetry;

/// <summary>The host's own instruments; the detector and ASP.NET Core have theirs.</summary>
internal static class ServiceMetrics
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Api";

    internal const string Reason = "detection.refusal.reason";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "detection.refusals", "{request}", "Requests refused before their analysis ended, by reason.");

    /// <summary>Counts a refused request.</summary>
    /// <param name="reason">One of <see cref="RefusalReason"/>.</param>
    internal static void Refused(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>(Reason, reason));
}

/// <summary>Why a request was refused.</summary>
internal static class RefusalReason
{
    /// <summary>The analysis queue is full.</summary>
    internal const string QueueFull = "queue_full";

    /// <summary>The limit on request bodies in memory is reached.</summary>
    internal const string MemoryFull = "memory_full";

    /// <summary>The caller has reached its rate limit.</summary>
    internal const string CallerLimit = "caller_limit";

    /// <summary>No model is loaded.</summary>
    internal const string NoModel = "no_model";

    /// <summary>The service is stopping.</summary>
    internal const string Stopping = "stopping";

    /// <summary>The request exceeded its time limit.</summary>
    internal const string Timeout = "timeout";

    /// <summary>The request has no valid key.</summary>
    internal const string Unauthorized = "unauthorized";

    /// <summary>The reason behind a status that the framework answers without an exception; null where it is no refusal.</summary>
    internal static string? Of(int statusCode) => statusCode == StatusCodes.Status504GatewayTimeout ? Timeout : null;
}
