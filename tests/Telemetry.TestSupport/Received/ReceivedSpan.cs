using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>A span that came in.</summary>
public sealed class ReceivedSpan
{
    private ReceivedSpan(ReceivedRequest request, OtlpAttributes resource, OtlpScope scope, Span message)
    {
        Request = request;
        Resource = resource;
        Scope = scope;
        Message = message;
        Attributes = new OtlpAttributes(message.Attributes);
        Events = [.. message.Events.Select(item => new ReceivedSpanEvent(item))];
        Links = [.. message.Links.Select(link => new ReceivedSpanLink(link))];
    }

    /// <summary>The request it came in.</summary>
    public ReceivedRequest Request { get; }

    /// <summary>The attributes of the service it is from.</summary>
    public OtlpAttributes Resource { get; }

    /// <summary>The ActivitySource it is from.</summary>
    public OtlpScope Scope { get; }

    /// <summary>All of it, as on the wire.</summary>
    public Span Message { get; }

    /// <summary>Its name.</summary>
    public string Name => Message.Name;

    /// <summary>32 hexadecimal digits.</summary>
    public string TraceId => Wire.Id(Message.TraceId) ?? string.Empty;

    /// <summary>16 hexadecimal digits.</summary>
    public string SpanId => Wire.Id(Message.SpanId) ?? string.Empty;

    /// <summary>16 hexadecimal digits, or null: a trace's first span has none.</summary>
    public string? ParentSpanId => Wire.Id(Message.ParentSpanId);

    /// <summary>Which end of a call it is, if any.</summary>
    public Span.Types.SpanKind Kind => Message.Kind;

    /// <summary>How it ended.</summary>
    public Status.Types.StatusCode Status => Message.Status?.Code ?? OpenTelemetry.Proto.Trace.V1.Status.Types.StatusCode.Unset;

    /// <summary>What was said of how it ended, or nothing.</summary>
    public string StatusDescription => Message.Status?.Message ?? string.Empty;

    /// <summary>When it started.</summary>
    public DateTimeOffset Start => Wire.Time(Message.StartTimeUnixNano);

    /// <summary>When it ended.</summary>
    public DateTimeOffset End => Wire.Time(Message.EndTimeUnixNano);

    /// <summary>Its own attributes.</summary>
    public OtlpAttributes Attributes { get; }

    /// <summary>What happened in it, in order.</summary>
    public IReadOnlyList<ReceivedSpanEvent> Events { get; }

    /// <summary>Other spans it has to do with.</summary>
    public IReadOnlyList<ReceivedSpanLink> Links { get; }

    /// <summary>In a line, for messages.</summary>
    public override string ToString() => $"{Scope.Name}/{Name} {TraceId}-{SpanId}, parent {ParentSpanId ?? "none"}, {Status}; {Attributes}";

    internal static IEnumerable<ReceivedSpan> From(ExportTraceServiceRequest export, ReceivedRequest request) =>
        from service in export.ResourceSpans
        let resource = new OtlpAttributes(service.Resource?.Attributes ?? [])
        from source in service.ScopeSpans
        let scope = new OtlpScope(source.Scope)
        from span in source.Spans
        select new ReceivedSpan(request, resource, scope, span);
}
