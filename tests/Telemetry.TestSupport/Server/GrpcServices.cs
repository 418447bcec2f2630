using Grpc.Core;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using Telemetry.TestSupport.Received;

namespace Telemetry.TestSupport.Server;

/// <summary>Spans over gRPC.</summary>
internal sealed class GrpcTraces(Intake intake) : TraceService.TraceServiceBase
{
    public override async Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
    {
        await intake.TakeGrpcAsync(OtlpSignal.Traces, context, received => intake.Keep(request, received));
        return new ExportTraceServiceResponse();
    }
}

/// <summary>Metrics over gRPC.</summary>
internal sealed class GrpcMetrics(Intake intake) : MetricsService.MetricsServiceBase
{
    public override async Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
    {
        await intake.TakeGrpcAsync(OtlpSignal.Metrics, context, received => intake.Keep(request, received));
        return new ExportMetricsServiceResponse();
    }
}

/// <summary>Log records over gRPC.</summary>
internal sealed class GrpcLogs(Intake intake) : LogsService.LogsServiceBase
{
    public override async Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
    {
        await intake.TakeGrpcAsync(OtlpSignal.Logs, context, received => intake.Keep(request, received));
        return new ExportLogsServiceResponse();
    }
}

/// <summary>What a decision of the intake is in gRPC.</summary>
internal static class GrpcAnswers
{
    /// <summary>Returns where all is well.</summary>
    /// <exception cref="RpcException">The request is refused: UNAVAILABLE.</exception>
    internal static async Task TakeGrpcAsync(this Intake intake, OtlpSignal signal, ServerCallContext call, Action<ReceivedRequest> keep)
    {
        HttpContext context = call.GetHttpContext();
        try
        {
            if (!await intake.TakeAsync(signal, OtlpProtocol.Grpc, context, keep))
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "The receiver refuses."));
            }
        }
        catch (OperationCanceledException)
        {
            // gRPC would answer with a status; silence is a stream that breaks.
            context.Abort();
            throw;
        }
    }
}
