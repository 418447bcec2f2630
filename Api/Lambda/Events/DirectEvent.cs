using System.Collections.Frozen;
using System.Text.Json;
using Api.Lambda.Features;

namespace Api.Lambda.Events;

/// <summary>
/// An invocation of POST /analyze without HTTP, as by the AWS CLI: the event is the request's JSON itself (<c>{"image_data": ...}</c>), or has it
/// as <c>body</c>, as an object or as a text. Beside a body may stand <c>headers</c>, <c>queryStringParameters</c> and <c>isBase64Encoded</c>.
/// </summary>
internal sealed class DirectEvent(EventMembers members) : IHttpEvent
{
    private static readonly FrozenSet<string> Members = FrozenSet.Create("body", "headers", "queryStringParameters", "isBase64Encoded");

    public int MaxResponseBytes => LambdaOptions.ResponseLimit;

    /// <summary>
    /// An event with a body and members beside it that a direct invocation does not have is that of another front, such as a WebSocket API or a VPC
    /// Lattice service: what strangers send through it must not pass for the invoker's own.
    /// </summary>
    public bool IsInvokedDirectly => members.Has("image_data") || members.Names.All(Members.Contains);

    /// <summary>Whether an event, which is known not to be of the other kinds, is one.</summary>
    internal static bool Is(EventMembers members) =>
        members.Has("image_data") || members.TypeOf("body") is JsonTokenType.StartObject or JsonTokenType.String;

    public void ReadRequest(RequestFeature request, ConnectionFeature connection)
    {
        request.Method = HttpMethods.Post;
        request.Path = "/analyze";
        if (members.Has("image_data"))
        {
            request.Headers.ContentType = "application/json";
            request.SetHost(null);
            request.SetBody(members.Json);
            return;
        }

        request.QueryString = EventQuery.Join(members.Structure("queryStringParameters"), isEncoded: false);
        EventHeaders.Read(members.Structure("headers"), request.Headers);
        request.SetHost(null);
        Memory<byte> body = members.TypeOf("body") == JsonTokenType.StartObject
            ? members.Raw("body")
            : members.Decode("body", members.IsTrue("isBase64Encoded"));
        if (request.Headers.ContentType.Count == 0)
        {
            request.Headers.ContentType = LooksLikeJson(body.Span) ? "application/json" : "application/octet-stream";
        }

        request.SetBody(body);
    }

    public void WriteHeaders(Utf8JsonWriter json, int statusCode, IHeaderDictionary headers)
    {
        json.WriteStartObject("headers"u8);
        EventHeaders.WriteJoined(json, headers);
        json.WriteEndObject();
    }

    // No picture begins with a brace. Text that is not base64 is always read as JSON, so that the caller is told what is wrong with the JSON.
    private bool LooksLikeJson(ReadOnlySpan<byte> body) =>
        !members.IsTrue("isBase64Encoded") || body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
}
