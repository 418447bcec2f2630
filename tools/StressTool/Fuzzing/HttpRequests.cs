using System.Globalization;
using StressTool.Http;
using StressTool.Pictures;

namespace StressTool.Fuzzing;

/// <summary>Requests that bend or break HTTP itself, which no client library would send.</summary>
internal static class HttpRequests
{
    private const string Host = "Host: 127.0.0.1\r\n";

    private static readonly byte[] Picture = SeedPicture.Small.Bytes;

    internal static FuzzCase Create(Random random, string id)
    {
        (byte[] request, string description) = Request(random);
        return new FuzzCase(id, $"HTTP: {description}", request, IsHttp: false);
    }

    private static (byte[] Request, string Description) Request(Random random) => random.Next(12) switch
    {
        0 => (RequestBytes.WithHead($"POST /analyze HTTP/1.1\r\n{Host}Content-Type: image/jpeg\r\nContent-Length: {BadLength(random)}\r\n\r\n", Picture), "content length"),
        1 => (Chunked(random), "chunks"),
        2 => (RequestBytes.Post("/analyze", BadType(random), Picture), "content type"),
        3 => (RequestBytes.WithHead($"POST /analyze HTTP/1.1\r\n{Host}{LongHeaders(random)}Content-Length: 0\r\n\r\n", []), "long headers"),
        4 => (RequestBytes.WithHead($"{BadRequestLine(random)}\r\n{Host}\r\n", []), "request line"),
        5 => (RequestBytes.WithHead($"POST /analyze HTTP/1.1\r\n{BadHost(random)}Content-Type: image/jpeg\r\nContent-Length: {Picture.Length}\r\n\r\n", Picture), "host"),
        6 => (random.Damage(RequestBytes.Analyze(Picture).AsSpan(0, 120)), "bits flipped in the head"),
        7 => (RequestBytes.Analyze(Picture)[..random.Next(1, 140)], "head cut off"),
        8 => (random.Bytes(random.Next(1, 5_000)), "noise"),
        9 => ([.. RequestBytes.Analyze(Picture), .. RequestBytes.Analyze(Picture)[random.Next(100)..]], "two requests at once"),
        10 => (RequestBytes.WithHead($"POST /analyze HTTP/1.1\r\n{Host}{BadHeader(random)}\r\nContent-Type: image/jpeg\r\nContent-Length: {Picture.Length}\r\n\r\n", Picture), "header"),
        _ => (RequestBytes.WithHead($"{random.Pick("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "CONNECT", "analyze")} {BadPath(random)} HTTP/1.1\r\n{Host}Content-Length: 0\r\n\r\n", []), "method and path"),
    };

    private static string BadLength(Random random) => random.Pick(
        "-1", "0", "1", "abc", "", " ", "1e3", "0x10", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "33554432", "33554433", "2147483647", "2147483648",
        (Picture.Length + 1).ToString(CultureInfo.InvariantCulture), (Picture.Length - 1).ToString(CultureInfo.InvariantCulture), $"{Picture.Length}\r\nContent-Length: 5", $"{Picture.Length}, {Picture.Length}", $"{Picture.Length}\r\nTransfer-Encoding: chunked");

    private static byte[] Chunked(Random random)
    {
        string head = $"POST /analyze HTTP/1.1\r\n{Host}Content-Type: {random.Pick("image/jpeg", "application/json", "multipart/form-data; boundary=b")}\r\nTransfer-Encoding: {random.Pick("chunked", "chunked", "chunked", "gzip, chunked", "chunked, chunked", "chunked, identity", "nonsense", "CHUNKED")}\r\n\r\n";
        return random.Next(4) switch
        {
            0 => RequestBytes.WithHead(head, random.Bytes(random.Next(2_000))),
            1 => RequestBytes.WithHead(head + random.Pick("FFFFFFFF", "FFFFFFFFFFFFFFFF", "80000000", "-1", "g", "", " 5", "5 ", "5;ext=\"", "0x5") + "\r\n", Picture),
            2 => RequestBytes.WithHead(head, [.. Chunk(Picture), .. random.Bytes(random.Next(20))]),
            _ => RequestBytes.WithHead(head, [.. ByteByByte(Picture), .. random.Next(2) == 0 ? "0\r\n\r\n"u8 : "0\r\nTrailer: x\r\n\r\n"u8]),
        };
    }

    private static byte[] Chunk(ReadOnlySpan<byte> data) => RequestBytes.WithHead($"{data.Length:x}\r\n", [.. data, .. "\r\n"u8]);

    private static byte[] ByteByByte(byte[] data) => [.. data.SelectMany(value => Chunk([value]))];

    private static string BadType(Random random) => random.Pick(
        "", " ", "/", "image/", "/jpeg", "image", "image/jpeg; ", "image/jpeg; q=", "image/jpeg, image/png", "image/*", "*/*", "multipart/form-data", "multipart/mixed; boundary=b", "multipart/form-data; boundary=\"",
        "application/json; charset=", "text/html", "application/x-www-form-urlencoded", "image/jpeg\r\nContent-Type: application/json", new string('a', 4_000), "image/" + new string('j', 4_000), "image/jpeg;" + string.Concat(Enumerable.Repeat("a=b;", 1_000)), "im\u00e4ge/jpeg", "image/jpeg\0");

    private static string LongHeaders(Random random) => random.Next(3) switch
    {
        0 => $"X-Long: {new string('x', random.Pick(1_000, 8_000, 16_000, 32_000, 33_000, 100_000))}\r\n",
        1 => string.Concat(Enumerable.Range(0, random.Pick(50, 99, 100, 101, 1_000, 5_000)).Select(i => $"X-{i}: y\r\n")),
        _ => $"{new string('N', random.Pick(1_000, 16_000, 40_000))}: x\r\n",
    };

    private static string BadRequestLine(Random random) => random.Pick(
        "GET", "GET /", "GET / HTTP/0.9", "GET / HTTP/1.0", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/9.9", "GET / http/1.1", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "PRI * HTTP/2.0", "GET http://127.0.0.1/health HTTP/1.1",
        "GET http://[::1 HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT 127.0.0.1:80 HTTP/1.1", "G\u00cbT / HTTP/1.1", "\0 / HTTP/1.1", $"GET /{new string('x', random.Pick(1_000, 8_100, 8_200, 40_000))} HTTP/1.1", $"{new string('G', 9_000)} / HTTP/1.1");

    private static string BadHost(Random random) => random.Pick(
        string.Empty, "Host:\r\n", "Host: \r\n", "Host: a\r\nHost: b\r\n", "Host: 127.0.0.1:99999\r\n", "Host: [\r\n", "Host: a b\r\n", "Host: h\u00f6st\r\n", $"Host: {new string('h', 5_000)}\r\n", "Host: ../..\r\n");

    private static string BadHeader(Random random) => random.Pick(
        "X", ":", ": x", "X :y", "X: a\rb", "X: a\nb", "X: \0", "X: \u007f\u0001", "X\u00e4: y", "X: \u00ff\u00fe", " folded", "Expect: 100-continue", "Expect: nonsense", "Connection: close", "Connection: upgrade\r\nUpgrade: websocket", "Connection: upgrade\r\nUpgrade: h2c",
        "Content-Encoding: gzip", "Content-Encoding: nonsense", "Accept: nonsense", "Accept-Encoding: ;;;", "Origin: null", "Origin: \u00ff", "Origin: https://x\r\nAccess-Control-Request-Method: POST", "X-Forwarded-For: nonsense", "traceparent: 00-zz-zz-zz", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "baggage: =;=,", "Range: bytes=0-0", "If-Match: x", "Keep-Alive: timeout=-1", "Cookie: " + new string(';', 2_000));

    private static string BadPath(Random random) => random.Pick(
        "/", "/analyze", "/analyze/", "//analyze", "/analyze/..", "/../analyze", "/%2e%2e/analyze", "/analyze%00", "/%", "/%zz", "/%ff%fe", "/analyze?", "/analyze?&&==&", "/analyze?confidence", "/model", "/model?x", "/health", "/health/ready", "/health/live", "/health/x", "/swagger", "/swagger/v1/swagger.json",
        "/swagger/../appsettings.json", "/appsettings.json", "/analyze;x", "/analyze#x", "*", "analyze", "/" + new string('/', 1_000), "/?" + new string('&', 5_000), "/analyze?" + string.Concat(Enumerable.Range(0, 1_100).Select(i => $"a{i}=&")));
}
