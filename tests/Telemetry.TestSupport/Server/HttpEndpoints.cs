using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using Telemetry.TestSupport.Received;

namespace Telemetry.TestSupport.Server;

/// <summary>The three paths of OTLP over HTTP.</summary>
internal static class HttpEndpoints
{
    private const string Protobuf = "application/x-protobuf";

    internal static void MapOtlpHttp(this IEndpointRouteBuilder routes, Intake intake)
    {
        Map(OtlpSignal.Traces, ExportTraceServiceRequest.Parser, intake.Keep, new ExportTraceServiceResponse());
        Map(OtlpSignal.Metrics, ExportMetricsServiceRequest.Parser, intake.Keep, new ExportMetricsServiceResponse());
        Map(OtlpSignal.Logs, ExportLogsServiceRequest.Parser, intake.Keep, new ExportLogsServiceResponse());

        void Map<T>(OtlpSignal signal, MessageParser<T> parser, Action<T, ReceivedRequest> keep, IMessage answer) where T : IMessage<T> =>
            routes.MapPost(signal.Path(), context => AnswerAsync(context, intake, signal, parser, keep, answer));
    }

    private static async Task AnswerAsync<T>(
        HttpContext context, Intake intake, OtlpSignal signal, MessageParser<T> parser, Action<T, ReceivedRequest> keep, IMessage answer)
        where T : IMessage<T>
    {
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        if (context.Request.ContentType != Protobuf || encoding is not ("" or "gzip"))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            T export = parser.ParseFrom(await ReadAsync(context.Request.Body, encoding));
            bool isAccepted = await intake.TakeAsync(signal, OtlpProtocol.HttpProtobuf, context, request => keep(export, request));
            context.Response.StatusCode = isAccepted ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = Protobuf;
            await context.Response.Body.WriteAsync(isAccepted ? answer.ToByteArray() : []);
        }
        catch (Exception damage) when (damage is InvalidProtocolBufferException or InvalidDataException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static async Task<byte[]> ReadAsync(Stream body, string encoding)
    {
        using MemoryStream content = new();
        if (encoding == "gzip")
        {
            await using GZipStream expanded = new(body, CompressionMode.Decompress);
            await expanded.CopyToAsync(content);
        }
        else
        {
            await body.CopyToAsync(content);
        }

        return content.ToArray();
    }
}
