using System.Globalization;
using System.Net;
using System.Text.Json;
using Api.Lambda.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Api.Lambda.Events;

/// <summary>
/// A request through an Application Load Balancer. Its target group is set up for headers of one or of several values; the event shows which, and
/// the answer must be of the same kind.
/// </summary>
internal sealed class LoadBalancerEvent(EventMembers members) : IHttpEvent
{
    // As many names as a single-value answer can give cookies: the ways to write set-cookie in small and large letters.
    private const int MostCookies = 1 << 9;

    private readonly bool _isMultiValue = members.Has("multiValueHeaders");

    public int MaxResponseBytes => 1024 * 1024;

    public bool IsInvokedDirectly => false;

    public void ReadRequest(RequestFeature request, ConnectionFeature connection)
    {
        request.Method = members.Text("httpMethod") ?? string.Empty;
        request.Path = EventPath.Decode(members.Text("path"));
        JsonElement? lists = members.Structure("multiValueQueryStringParameters");
        request.QueryString = EventQuery.Join(EventHeaders.HasAny(lists) ? lists : members.Structure("queryStringParameters"), isEncoded: true);

        EventHeaders.Read(members.Structure(_isMultiValue ? "multiValueHeaders" : "headers"), request.Headers);
        request.Scheme = First(request.Headers["X-Forwarded-Proto"]) is { Length: > 0 } scheme ? scheme : "http";
        request.SetHost(null);
        ReadRemote(request.Headers, connection);
        request.SetBody(members.Decode("body", members.IsTrue("isBase64Encoded")));
    }

    public void WriteHeaders(Utf8JsonWriter json, int statusCode, IHeaderDictionary headers)
    {
        json.WriteString("statusDescription"u8, $"{statusCode} {ReasonPhrases.GetReasonPhrase(statusCode)}".TrimEnd());
        if (_isMultiValue)
        {
            EventHeaders.WriteLists(json, headers);
            return;
        }

        json.WriteStartObject("headers"u8);
        EventHeaders.WriteJoined(json, headers);
        WriteCookies(json, headers);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes each cookie under a name of its own: an object has a name once, a header of this mode one value, and cookies cannot be joined. Names
    /// that differ in small and large letters are the same header to a browser.
    /// </summary>
    private static void WriteCookies(Utf8JsonWriter json, IHeaderDictionary headers)
    {
        Span<char> name = stackalloc char["set-cookie".Length];
        for (int i = 0; i < Math.Min(headers.SetCookie.Count, MostCookies); i++)
        {
            "set-cookie".CopyTo(name);
            int bit = 0;
            for (int at = 0; at < name.Length; at++)
            {
                if (char.IsAsciiLetter(name[at]))
                {
                    name[at] = (i >> bit++ & 1) == 1 ? char.ToUpperInvariant(name[at]) : name[at];
                }
            }

            json.WriteString(name, headers.SetCookie[i]);
        }
    }

    /// <summary>The last address is the one the load balancer saw; those before it are what the caller claims.</summary>
    private static void ReadRemote(IHeaderDictionary headers, ConnectionFeature connection)
    {
        string forwarded = string.Join(',', headers["X-Forwarded-For"].ToArray());
        string last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();

        // With an address alone the port is 0, which means unknown here too.
        if (IPEndPoint.TryParse(last, out IPEndPoint? end))
        {
            connection.RemoteIpAddress = end.Address;
            connection.RemotePort = end.Port;
        }

        if (int.TryParse(First(headers["X-Forwarded-Port"]), NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            connection.LocalPort = port;
        }
    }

    private static string? First(Microsoft.Extensions.Primitives.StringValues values) => values.Count > 0 ? values[0]?.Split(',')[0].Trim() : null;
}
