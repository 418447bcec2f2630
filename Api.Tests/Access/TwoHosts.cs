using System.Net.Http.Headers;
using Api.Tests.Lambda;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests.Access;

/// <summary>The program with the same settings twice: over Kestrel and as a Lambda function, as in production.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    /// <summary>How a request can come: over a socket, or in one of the kinds of event.</summary>
    internal static readonly string[] Hosts = ["kestrel", "rest", "http-api", "alb-single"];

    private readonly ProgramRun _kestrel;
    private readonly HttpClient _client;

    private TwoHosts(ProgramRun kestrel, LambdaRun lambda)
    {
        _kestrel = kestrel;
        Lambda = lambda;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = kestrel.Address };
    }

    internal LambdaRun Lambda { get; }

    internal Uri Address => _kestrel.Address;

    /// <summary>The services of the program over Kestrel.</summary>
    internal IServiceProvider Services => _kestrel.Services;

    /// <summary>Starts both and waits until they are ready.</summary>
    /// <param name="configure">Changes their services.</param>
    /// <param name="arguments">Their command line.</param>
    internal static async Task<TwoHosts> StartAsync(Action<IServiceCollection>? configure = null, params string[] arguments)
    {
        LambdaRun lambda = await LambdaRun.StartAsync(configure: configure, arguments: arguments);
        ProgramRun kestrel = await ProgramRun.StartKestrelAsync(
            services => configure?.Invoke(services), ["--Logging:LogLevel:Default=None", .. arguments]);
        TwoHosts hosts = new(kestrel, lambda);
        while ((await hosts.SendAsync("kestrel", "GET", "/health/ready")).Status != 200)
        {
            await Task.Delay(20);
        }

        await lambda.InvokeAsync("""{"warmup":true}""");
        return hosts;
    }

    /// <summary>Sends a request to a host.</summary>
    internal async Task<Answer> SendAsync(
        string host, string method, string path, byte[]? body = null, string contentType = "image/png", params (string Name, string Value)[] headers)
    {
        if (host != "kestrel")
        {
            string[] parts = path.Split('?');
            return Answer.Read(await Lambda.InvokeAsync(TestEvents.Create(
                host, method, parts[0], parts.ElementAtOrDefault(1) ?? string.Empty, body is null ? null : contentType, body, headers: headers)));
        }

        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _kestrel.DisposeAsync();
        await Lambda.DisposeAsync();
    }
}
