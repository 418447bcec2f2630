using Api.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Api.Problems;

/// <summary>Answers what goes wrong with problem details: exceptions, and statuses without a body (404, 405).</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException exception) when (IsCallerGone(context, exception))
        {
            // The caller has left.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            CountRefusal((exception as ApiException)?.Reason);
            await ProblemResponse.WriteAsync(context, ProblemMapping.Map(exception) ?? OwnFault(exception));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            CountRefusal(RefusalReason.Of(context.Response.StatusCode));
            await ProblemResponse.WriteAsync(context, new Problem(context.Response.StatusCode, SentenceFor(context)));
        }
    }

    private static void CountRefusal(string? reason)
    {
        if (reason is not null)
        {
            ServiceMetrics.Refused(reason);
        }
    }

    // A pending read may notice it before the token is set.
    private static bool IsCallerGone(HttpContext context, OperationCanceledException exception) =>
        context.RequestAborted.IsCancellationRequested || exception is ConnectionAbortedException || exception.InnerException is ConnectionAbortedException;

    private Problem OwnFault(Exception exception)
    {
        Log.RequestFailed(logger, exception);
        return Problem.OwnFault;
    }

    private static string SentenceFor(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not take {context.Request.Method}.",
        StatusCodes.Status504GatewayTimeout => EndpointError.TimedOut.Sentence,
        _ => "The request was refused.",
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "The request failed")]
        internal static partial void RequestFailed(ILogger logger, Exception exception);
    }
}
