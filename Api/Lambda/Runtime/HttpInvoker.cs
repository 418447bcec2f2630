using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Api.Access;
using Api.Headers;
using Api.Lambda.Events;
using Api.Lambda.Features;
using Api.Problems;
using Microsoft.Extensions.Options;

namespace Api.Lambda.Runtime;

/// <summary>Runs the application on an event that is an HTTP request, within the invocation's time and the answer's size.</summary>
internal sealed partial class HttpInvoker(IOptions<LambdaOptions> options, ILogger<HttpInvoker> logger)
{
    /// <summary>The application; gives what it failed with, or null. Set when the server starts.</summary>
    internal Func<HttpExchange, Task<Exception?>> Application { get; set; } =
        static _ => throw new InvalidOperationException("The server has not been started.");

    /// <summary>Answers an event.</summary>
    /// <param name="shape">The event.</param>
    /// <param name="invocation">The invocation it came with.</param>
    /// <param name="lifetime">How long it may take.</param>
    /// <param name="ready">What must have completed before the application is run.</param>
    /// <returns>The answer as JSON, to be disposed.</returns>
    /// <exception cref="EventException">The event cannot be read.</exception>
    internal async Task<PooledBuffer> InvokeAsync(IHttpEvent shape, Invocation invocation, InvocationLifetime lifetime, Task ready)
    {
        HttpExchange exchange = Read(shape, invocation, lifetime);
        Task<Exception?> run = RunAsync(exchange, lifetime, ready);
        if (!await EndsInTimeAsync(run, lifetime))
        {
            // It may still look at the event and write to the response, so neither is given back.
            Log.RequestAbandoned(logger, exchange.Request.Method, exchange.Request.Path);
            invocation.Leave();
            return WriteProblem(shape, invocation, exchange.Request.Method, PastDeadline(), headers: null);
        }

        using ResponseFeature response = exchange.Response;
        Exception? failure = await run;
        if (lifetime.IsOver && (failure is not null || response.StatusCode == StatusCodes.Status499ClientClosedRequest))
        {
            Log.DeadlineCame(logger, exchange.Request.Method, exchange.Request.Path);
            return WriteProblem(shape, invocation, exchange.Request.Method, PastDeadline(), response.Headers);
        }

        if (failure is not null)
        {
            Log.RequestFailed(logger, failure);
            return WriteProblem(shape, invocation, exchange.Request.Method, Problem.OwnFault, response.Headers);
        }

        int limit = Math.Min(options.Value.MaxResponseBytes, shape.MaxResponseBytes);
        if (ProxyResponse.Write(shape, exchange.Request.Method, response, limit, out int length) is { } answer)
        {
            return answer;
        }

        Log.ResponseTooLarge(logger, length, limit);
        Problem tooLarge = new(StatusCodes.Status413PayloadTooLarge, string.Create(
            CultureInfo.InvariantCulture,
            $"The answer has {length} bytes as it is sent through Lambda; the limit is {limit}. Ask for a smaller one, for example with a smaller picture or image/jpeg instead of image/png."));
        return WriteProblem(shape, invocation, exchange.Request.Method, tooLarge, response.Headers);
    }

    private HttpExchange Read(IHttpEvent shape, Invocation invocation, InvocationLifetime lifetime)
    {
        HttpExchange exchange = new(invocation, lifetime);
        RequestFeature request = exchange.Request;
        try
        {
            shape.ReadRequest(request, exchange.Connection);
        }
        catch (InvalidOperationException)
        {
            exchange.Response.Dispose();
            throw new EventException(RuntimeError.MalformedEventType, "The event has a text that is not valid Unicode.");
        }
        catch
        {
            exchange.Response.Dispose();
            throw;
        }

        if (options.Value.BasePath is { } basePath && EventPath.Behind(request.Path, basePath) is { } rest)
        {
            request.PathBase += basePath;
            request.Path = rest;
        }

        if (invocation.IsWarmUp)
        {
            exchange.SetCaller(Caller.WarmUp());
        }
        else if (shape.IsInvokedDirectly)
        {
            exchange.SetCaller(Caller.DirectInvocation());
        }

        request.RawTarget = request.PathBase + request.Path + request.QueryString;
        return exchange;
    }

    /// <summary>Runs the application on a thread of its own, so that its computing does not keep the deadline from being seen.</summary>
    private Task<Exception?> RunAsync(HttpExchange exchange, InvocationLifetime lifetime, Task ready) => Task.Run(async () =>
    {
        if (!ready.IsCompletedSuccessfully)
        {
            try
            {
                await ready.WaitAsync(lifetime.Token);
            }
            catch (OperationCanceledException exception)
            {
                return exception;
            }
        }

        return await Application(exchange);
    });

    private static async Task<bool> EndsInTimeAsync(Task run, InvocationLifetime lifetime)
    {
        await run.WaitAsync(lifetime.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!run.IsCompleted)
        {
            await run.WaitAsync(lifetime.Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return run.IsCompleted;
    }

    private static Problem PastDeadline() =>
        new(StatusCodes.Status504GatewayTimeout, "The request did not finish before the deadline of the invocation.");

    /// <summary>Writes a problem in place of a response, with those of its headers that say which pages of other origins may have it.</summary>
    private static PooledBuffer WriteProblem(IHttpEvent shape, Invocation invocation, string method, Problem problem, IHeaderDictionary? headers)
    {
        using ResponseFeature response = new() { StatusCode = problem.StatusCode };
        SecurityHeaders.Set(response.Headers);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers ?? new HeaderDictionary())
        {
            if (name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Vary", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Cross-Origin-Resource-Policy", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers[name] = values;
            }
        }

        response.Headers.ContentType = ProblemResponse.ContentType;
        using (Utf8JsonWriter json = new(response.Writer))
        {
            ProblemResponse body = ProblemResponse.From(problem, Activity.Current?.Id ?? invocation.RequestId);
            JsonSerializer.Serialize(json, body, ApiJson.Default.ProblemResponse);
        }

        return ProxyResponse.Write(shape, method, response, int.MaxValue, out _)!;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 410, Level = LogLevel.Warning, Message = "{Method} {Path} was cancelled for the deadline and answered with 504")]
        internal static partial void DeadlineCame(ILogger logger, string method, string path);

        [LoggerMessage(
            EventId = 411, Level = LogLevel.Error,
            Message = "{Method} {Path} did not end when it was cancelled for the deadline; it is answered with 504 and left running")]
        internal static partial void RequestAbandoned(ILogger logger, string method, string path);

        [LoggerMessage(EventId = 412, Level = LogLevel.Error, Message = "The request failed after its response had begun")]
        internal static partial void RequestFailed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 413, Level = LogLevel.Warning, Message = "A response of {Length} bytes exceeds the limit of {Limit}; the request is answered with 413")]
        internal static partial void ResponseTooLarge(ILogger logger, int length, int limit);
    }
}
