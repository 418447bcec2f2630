using System.Text.Json;
using Api.Lambda.Features;

namespace Api.Lambda.Events;

/// <summary>A request through API Gateway's REST API (payload format 1.0, which HTTP APIs can send too).</summary>
internal sealed class RestApiEvent(EventMembers members) : IHttpEvent
{
    public int MaxResponseBytes => LambdaOptions.ResponseLimit;

    public bool IsInvokedDirectly => false;

    public void ReadRequest(RequestFeature request, ConnectionFeature connection)
    {
        JsonElement? context = members.Structure("requestContext");
        request.Method = members.Text("httpMethod") ?? string.Empty;
        (request.PathBase, request.Path) = ReadPath(context.Text("path"));
        JsonElement? lists = members.Structure("multiValueQueryStringParameters");
        request.QueryString = EventQuery.Join(EventHeaders.HasAny(lists) ? lists : members.Structure("queryStringParameters"), isEncoded: false);
        request.Protocol = context.Text("protocol") ?? request.Protocol;

        JsonElement? headers = members.Structure("multiValueHeaders");
        EventHeaders.Read(EventHeaders.HasAny(headers) ? headers : members.Structure("headers"), request.Headers);
        request.SetHost(context.Text("domainName"));
        connection.SetRemote(context.Member("identity").Text("sourceIp"));
        request.SetBody(members.Decode("body", members.IsTrue("isBase64Encoded")));
    }

    public void WriteHeaders(Utf8JsonWriter json, int statusCode, IHeaderDictionary headers) => EventHeaders.WriteLists(json, headers);

    /// <summary>
    /// Path base and path. The stage stands in the context's path only. A custom domain's base path stands in both, and shows only as what is more
    /// than the resource matched.
    /// </summary>
    private (string PathBase, string Path) ReadPath(string? contextPath)
    {
        string path = EventPath.Decode(members.Text("path"));
        if (contextPath is not null)
        {
            string whole = EventPath.Decode(contextPath).TrimEnd('/');
            string tail = path.TrimEnd('/');
            if (whole.Length > tail.Length && whole.EndsWith(tail, StringComparison.Ordinal))
            {
                return (whole[..^tail.Length], path);
            }
        }

        int length = EventPath.BaseLength(path, members.Text("resource"), members.Structure("pathParameters"));
        return (path[..length], length == path.Length ? "/" : path[length..]);
    }
}
