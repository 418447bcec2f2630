using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.TestSupport.Server;

/// <summary>The server: a free port of the loopback for each protocol. Of the environment and of configuration files it takes nothing.</summary>
internal sealed class ReceiverHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReceiverHost(WebApplication app, IPEndPoint grpc, IPEndPoint http)
    {
        _app = app;
        Grpc = new Uri($"http://{grpc}");
        Http = new Uri($"http://{http}");
    }

    internal Uri Grpc { get; }

    internal Uri Http { get; }

    internal static async Task<ReceiverHost> StartAsync(Intake intake)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ListenOptions? grpc = null;
        ListenOptions? http = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Without TLS a port cannot offer HTTP/1.1 and HTTP/2 both.
            kestrel.Listen(IPAddress.Loopback, 0, listen => (grpc = listen).Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => (http = listen).Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpcOptions => grpcOptions.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(intake);
        builder.Services.AddUnobserved();

        WebApplication app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<GrpcTraces>();
        app.MapGrpcService<GrpcMetrics>();
        app.MapGrpcService<GrpcLogs>();
        app.MapOtlpHttp(intake);
        await app.StartAsync();
        return new ReceiverHost(app, grpc!.IPEndPoint!, http!.IPEndPoint!);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
