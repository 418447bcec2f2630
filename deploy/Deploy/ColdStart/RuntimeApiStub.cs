using System.Net;

namespace Deploy.ColdStart;

/// <summary>
/// The part of Lambda's Runtime API that one sandbox needs, on the loopback: hands out one invocation at a time and waits for its answer.
/// </summary>
internal sealed class RuntimeApiStub : IDisposable
{
    private const string Prefix = "/2018-06-01/runtime/invocation/";

    private readonly HttpListener _listener = new();
    private readonly byte[] _event;

    internal RuntimeApiStub(byte[] invocation)
    {
        _event = invocation;
        Address = Listen();
    }

    /// <summary>Host and port, in the form of AWS_LAMBDA_RUNTIME_API.</summary>
    internal string Address { get; }

    public void Dispose() => _listener.Close();

    /// <summary>Waits until the function asks for an invocation, which ends its init phase.</summary>
    /// <exception cref="DeployException">It reports a failed start instead.</exception>
    internal async Task<HttpListenerContext> WaitForNextAsync()
    {
        HttpListenerContext request = await _listener.GetContextAsync();
        string path = request.Request.Url!.AbsolutePath;
        return path == $"{Prefix}next"
            ? request
            : throw new DeployException($"The function called {path} instead of asking for an invocation: {await ReadAsync(request)}");
    }

    /// <summary>Answers a waiting function with the invocation and waits for its response.</summary>
    /// <exception cref="DeployException">The response is not a picture analysed.</exception>
    internal async Task InvokeAsync(HttpListenerContext next)
    {
        next.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = Guid.NewGuid().ToString();
        next.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()}";
        next.Response.ContentType = "application/json";
        await next.Response.OutputStream.WriteAsync(_event);
        next.Response.Close();

        HttpListenerContext answer = await _listener.GetContextAsync();
        string body = await ReadAsync(answer);
        answer.Response.StatusCode = (int)HttpStatusCode.Accepted;
        answer.Response.Close();
        if (!answer.Request.Url!.AbsolutePath.EndsWith("/response", StringComparison.Ordinal) || !body.Contains("detection_count", StringComparison.Ordinal))
        {
            throw new DeployException($"The function did not analyse the picture: {body}");
        }
    }

    private static async Task<string> ReadAsync(HttpListenerContext context)
    {
        using StreamReader reader = new(context.Request.InputStream);
        return await reader.ReadToEndAsync();
    }

    // HttpListener cannot pick a free port itself.
    private string Listen()
    {
        for (int port = 39_000; ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                return $"127.0.0.1:{port}";
            }
            catch (HttpListenerException) when (port < 39_100)
            {
            }
        }
    }
}
