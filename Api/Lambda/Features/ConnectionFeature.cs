using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace Api.Lambda.Features;

/// <summary>The connection a request came in by, as far as its event describes it: the caller's address, not the gateway's.</summary>
internal sealed class ConnectionFeature(string identifier) : IHttpConnectionFeature
{
    public string ConnectionId { get; set; } = identifier;

    public IPAddress? RemoteIpAddress { get; set; }

    public IPAddress? LocalIpAddress { get; set; }

    public int RemotePort { get; set; }

    public int LocalPort { get; set; }

    /// <summary>Sets the caller's address, where it is one.</summary>
    internal void SetRemote(string? address) => RemoteIpAddress = IPAddress.TryParse(address, out IPAddress? parsed) ? parsed : null;
}
