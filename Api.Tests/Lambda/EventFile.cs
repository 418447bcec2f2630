using Api.Lambda.Events;
using Api.Lambda.Features;
using Api.Lambda.Runtime;
using Microsoft.AspNetCore.Http;
using TestSupport;

namespace Api.Tests.Lambda;

/// <summary>The sample events under Events, in the shape AWS documents.</summary>
internal static class EventFile
{
    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, "Api.Tests", "Lambda", "Events", name + ".json"));

    /// <summary>The request that an event stands for, as the application sees it.</summary>
    internal static HttpContext ReadRequest(string name) => ReadRequest(Read(name));

    /// <inheritdoc cref="ReadRequest(string)"/>
    internal static HttpContext ReadRequest(byte[] json)
    {
        using EventMembers members = EventMembers.Read(json);
        HttpExchange exchange = new(new Invocation("id", new PooledBuffer()), new InvocationLifetime(null, TimeSpan.Zero, TimeProvider.System));
        EventIdentifier.FindHttp(members)!.ReadRequest(exchange.Request, exchange.Connection);
        return new DefaultHttpContext(exchange.Features);
    }
}
