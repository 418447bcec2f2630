using System.Globalization;
using System.Text;

namespace StressTool.Http;

/// <summary>Requests as they go over the wire.</summary>
internal static class RequestBytes
{
    private const string Host = "127.0.0.1";

    /// <summary>A GET request.</summary>
    internal static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {Host}\r\n\r\n");

    /// <summary>A picture to analyse, as the body itself.</summary>
    internal static byte[] Analyze(ReadOnlySpan<byte> picture) => Post("/analyze", "application/octet-stream", picture);

    /// <summary>The same, with the media type that the answer is to have.</summary>
    internal static byte[] Analyze(ReadOnlySpan<byte> picture, string accept) => WithHead(
        string.Create(
            CultureInfo.InvariantCulture,
            $"POST /analyze HTTP/1.1\r\nHost: {Host}\r\nAccept: {accept}\r\nContent-Type: application/octet-stream\r\nContent-Length: {picture.Length}\r\n\r\n"),
        picture);

    /// <summary>A POST request with a body of known length.</summary>
    /// <param name="target">Path and query.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="body">The body.</param>
    internal static byte[] Post(string target, string contentType, ReadOnlySpan<byte> body) => WithHead(
        string.Create(CultureInfo.InvariantCulture, $"POST {target} HTTP/1.1\r\nHost: {Host}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"),
        body);

    /// <summary>A head as it stands, in Latin-1, with a body behind it.</summary>
    internal static byte[] WithHead(string head, ReadOnlySpan<byte> body)
    {
        byte[] request = new byte[head.Length + body.Length];
        Encoding.Latin1.GetBytes(head, request);
        body.CopyTo(request.AsSpan(head.Length));
        return request;
    }
}
