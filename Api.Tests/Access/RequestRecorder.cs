using System.Collections.Concurrent;
using Api.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Api.Tests.Access;

/// <summary>Keeps who each request was taken for, and how it was answered.</summary>
internal sealed class RequestRecorder : IStartupFilter
{
    private readonly ConcurrentQueue<(string Id, string Path, int Status, string? Caller)> _requests = new();

    internal IReadOnlyCollection<(string Id, string Path, int Status, string? Caller)> Requests => _requests;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            await rest(context);
            _requests.Enqueue((context.TraceIdentifier, context.Request.Path.Value!, context.Response.StatusCode, Caller.IdOf(context.User)));
        });
        next(app);
    };
}
