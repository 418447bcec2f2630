using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;

namespace Api.Lambda.Features;

/// <summary>The request of an event, as the application sees it.</summary>
internal sealed class RequestFeature(string identifier)
    : IHttpRequestFeature, IHttpRequestBodyDetectionFeature, IHttpRequestIdentifierFeature, IRequestBodyPipeFeature
{
    private Stream _ownBody = Stream.Null;
    private ReadOnlyMemory<byte> _bytes;
    private Stream? _readBody;
    private PipeReader? _reader;

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "https";

    public string Method { get; set; } = HttpMethods.Get;

    public string PathBase { get; set; } = string.Empty;

    public string Path { get; set; } = "/";

    public string QueryString { get; set; } = string.Empty;

    public string RawTarget { get; set; } = string.Empty;

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool CanHaveBody => _bytes.Length > 0;

    public string TraceIdentifier { get; set; } = identifier;

    /// <summary>The body as a pipe, over the event's own memory; over whatever stream a middleware has put in its place, if one has.</summary>
    public PipeReader Reader
    {
        get
        {
            if (_reader is null || !ReferenceEquals(_readBody, Body))
            {
                _readBody = Body;
                _reader = ReferenceEquals(Body, _ownBody) ? PipeReader.Create(new ReadOnlySequence<byte>(_bytes)) : PipeReader.Create(Body);
            }

            return _reader;
        }
    }

    /// <summary>Sets the body and the headers that describe it: those in the event may describe its base64 form.</summary>
    internal void SetBody(Memory<byte> bytes)
    {
        _bytes = bytes;
        _ownBody = MemoryMarshal.TryGetArray<byte>(bytes, out ArraySegment<byte> array) && array.Count > 0
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : Stream.Null;
        Body = _ownBody;
        Headers.Remove("Transfer-Encoding");
        if (bytes.Length > 0 || Headers.ContentLength is not null)
        {
            Headers.ContentLength = bytes.Length;
        }
    }

    /// <summary>Sets the host, which every request must have, where the headers have none.</summary>
    /// <param name="domainName">The event's domain name; null where it has none.</param>
    internal void SetHost(string? domainName)
    {
        if (Headers.Host.Count == 0)
        {
            Headers.Host = domainName ?? "localhost";
        }
    }
}
