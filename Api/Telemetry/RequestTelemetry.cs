using System.Diagnostics;
using Api.Access;
using Api.Lambda;
using Detection;
using Microsoft.AspNetCore.Http.Features;

namespace Api.Telemetry;

/// <summary>The telemetry of each request: the trace in its answer, the line for CloudWatch, and which requests are not recorded.</summary>
internal static class RequestTelemetry
{
    /// <summary>Adds it around everything else that handles requests.</summary>
    internal static WebApplication UseRequestTelemetry(this WebApplication app)
    {
        EmbeddedMetrics? embedded = app.Services.GetService<EmbeddedMetrics>();
        bool isInLambda = app.Services.GetService<LambdaEnvironment>() is not null;
        app.Use(async (context, next) =>
        {
            EndpointMetadataCollection? endpoint = context.GetEndpoint()?.Metadata;
            bool isWarmUp = Caller.IsWarmUp(context.User);
            if (isWarmUp && context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            {
                metrics.MetricsDisabled = true;
            }

            if ((isWarmUp || endpoint?.GetMetadata<Untraced>() is not null) && Activity.Current is { } activity)
            {
                // Not recorded, so not sent: probes come every few seconds and would outnumber all other spans.
                activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                activity.IsAllDataRequested = false;
            }
            else if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
            {
                // The caller can look the request up by it.
                context.Response.Headers.TraceParent = traceParent;
            }

            await next(context);
            if (embedded is not null && !isWarmUp && endpoint?.GetMetadata<Analysis>() is not null)
            {
                WriteMetrics(embedded, context, isInLambda);
            }
        });
        return app;
    }

    private static void WriteMetrics(EmbeddedMetrics embedded, HttpContext context, bool isInLambda)
    {
        int status = context.Response.StatusCode;

        // In Lambda a caller cannot disconnect: a request is cancelled there only at its deadline.
        if (status >= StatusCodes.Status500InternalServerError || (isInLambda && status == StatusCodes.Status499ClientClosedRequest))
        {
            embedded.WriteError();
        }
        else if (context.Features.Get<RequestAnalyses>() is { } analyses)
        {
            foreach (DetectionResult result in analyses.Results)
            {
                embedded.Write(result);
            }

            for (int i = 0; i < analyses.Errors; i++)
            {
                embedded.WriteError();
            }
        }
    }

    /// <summary>Marks endpoints whose requests are not traced.</summary>
    internal sealed class Untraced;

    /// <summary>Marks endpoints that analyse pictures.</summary>
    internal sealed class Analysis;
}
