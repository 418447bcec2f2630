using System.Text.Json;
using Api.Lambda.Features;
using Microsoft.Extensions.Primitives;

namespace Api.Lambda.Events;

/// <summary>A request through API Gateway's HTTP API or a function URL (payload format 2.0).</summary>
internal sealed class HttpApiEvent(EventMembers members) : IHttpEvent
{
    private const string DefaultStage = "$default";

    public int MaxResponseBytes => LambdaOptions.ResponseLimit;

    public bool IsInvokedDirectly => false;

    public void ReadRequest(RequestFeature request, ConnectionFeature connection)
    {
        JsonElement? context = members.Structure("requestContext");
        JsonElement? http = context.Member("http");
        request.Method = http.Text("method") ?? string.Empty;
        (request.PathBase, request.Path) = ReadPath(http.Text("path") ?? members.Text("rawPath"), context.Text("stage"));
        request.QueryString = members.Text("rawQueryString") is { Length: > 0 } query ? "?" + query : string.Empty;
        request.Protocol = http.Text("protocol") ?? request.Protocol;

        EventHeaders.Read(members.Structure("headers"), request.Headers);
        ReadCookies(request.Headers);
        request.SetHost(context.Text("domainName"));
        connection.SetRemote(http.Text("sourceIp"));
        request.SetBody(members.Decode("body", members.IsTrue("isBase64Encoded")));
    }

    public void WriteHeaders(Utf8JsonWriter json, int statusCode, IHeaderDictionary headers)
    {
        json.WriteStartObject("headers"u8);
        EventHeaders.WriteJoined(json, headers);
        json.WriteEndObject();

        if (headers.SetCookie is { Count: > 0 } cookies)
        {
            json.WriteStartArray("cookies"u8);
            foreach (string? cookie in cookies)
            {
                json.WriteStringValue(cookie);
            }

            json.WriteEndArray();
        }
    }

    private (string PathBase, string Path) ReadPath(string? rawPath, string? stage)
    {
        string path = EventPath.Decode(rawPath);
        string pathBase = string.Empty;
        if (stage is { Length: > 0 } and not DefaultStage && EventPath.Behind(path, "/" + stage) is { } rest)
        {
            pathBase = "/" + stage;
            path = rest;
        }

        // A route key is a method and a pattern, or $default.
        string? routeKey = members.Text("routeKey");
        string? route = routeKey?.IndexOf(' ', StringComparison.Ordinal) is >= 0 and int space ? routeKey[(space + 1)..] : null;
        int length = EventPath.BaseLength(path, route, members.Structure("pathParameters"));
        return (pathBase + path[..length], length == path.Length ? "/" : path[length..]);
    }

    private void ReadCookies(IHeaderDictionary headers)
    {
        if (members.Structure("cookies") is { ValueKind: JsonValueKind.Array } cookies && cookies.GetArrayLength() > 0)
        {
            headers.Cookie = new StringValues(string.Join("; ", cookies.EnumerateArray().Select(static cookie => cookie.ToString())));
        }
    }
}
