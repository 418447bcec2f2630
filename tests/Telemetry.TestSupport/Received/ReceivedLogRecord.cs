using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Logs.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A log record that came in.</summary>
public sealed class ReceivedLogRecord
{
    private ReceivedLogRecord(ReceivedRequest request, OtlpAttributes resource, OtlpScope scope, LogRecord message)
    {
        Request = request;
        Resource = resource;
        Scope = scope;
        Message = message;
        Attributes = new OtlpAttributes(message.Attributes);
    }

    /// <summary>The request it came in.</summary>
    public ReceivedRequest Request { get; }

    /// <summary>The attributes of the service it is from.</summary>
    public OtlpAttributes Resource { get; }

    /// <summary>The logger it is from: its name is the category.</summary>
    public OtlpScope Scope { get; }

    /// <summary>All of it, as on the wire.</summary>
    public LogRecord Message { get; }

    /// <summary>What it says.</summary>
    public string Body => Message.Body?.StringValue ?? string.Empty;

    /// <summary>How grave it is, as a number of OpenTelemetry's scale.</summary>
    public SeverityNumber Severity => Message.SeverityNumber;

    /// <summary>How grave it is, in the words of who wrote it.</summary>
    public string SeverityText => Message.SeverityText;

    /// <summary>What it is a record of, or nothing.</summary>
    public string EventName => Message.EventName;

    /// <summary>When it was written.</summary>
    public DateTimeOffset Time => Wire.Time(Message.TimeUnixNano);

    /// <summary>The trace in which it was written, 32 hexadecimal digits, or null.</summary>
    public string? TraceId => Wire.Id(Message.TraceId);

    /// <summary>The span in which it was written, 16 hexadecimal digits, or null.</summary>
    public string? SpanId => Wire.Id(Message.SpanId);

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }

    /// <summary>In a line, for messages.</summary>
    public override string ToString() => $"{SeverityText} {Scope.Name}: {Body} (trace {TraceId ?? "none"}); {Attributes}";

    internal static IEnumerable<ReceivedLogRecord> From(ExportLogsServiceRequest export, ReceivedRequest request) =>
        from service in export.ResourceLogs
        let resource = new OtlpAttributes(service.Resource?.Attributes ?? [])
        from source in service.ScopeLogs
        let scope = new OtlpScope(source.Scope)
        from record in source.LogRecords
        select new ReceivedLogRecord(request, resource, scope, record);
}
