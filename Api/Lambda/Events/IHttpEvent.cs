using System.Text.Json;
using Api.Lambda.Features;

namespace Api.Lambda.Events;

/// <summary>An event that is an HTTP request, in the form of one of the services that send such events.</summary>
internal interface IHttpEvent
{
    /// <summary>Most bytes of an answer that its sender takes.</summary>
    int MaxResponseBytes { get; }

    /// <summary>Whether its sender invoked the function itself, which IAM has allowed; false for what comes from strangers through something in front.</summary>
    bool IsInvokedDirectly { get; }

    /// <summary>Reads the request.</summary>
    /// <exception cref="EventException">The event lacks something or holds something it must not.</exception>
    void ReadRequest(RequestFeature request, ConnectionFeature connection);

    /// <summary>Writes the headers of an answer in the sender's form, beside status and body.</summary>
    void WriteHeaders(Utf8JsonWriter json, int statusCode, IHeaderDictionary headers);
}
