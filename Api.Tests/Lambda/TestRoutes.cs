using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using TestSupport;

namespace Api.Tests.Lambda;

/// <summary>Routes under /test, in front of the program's own.</summary>
internal sealed class TestRoutes : IStartupFilter
{
    /// <summary>A PNG's signature with bytes of every value behind it.</summary>
    internal static byte[] Binary { get; } =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31 + (i >> 8)))];

    /// <summary>The file that /test/file sends.</summary>
    internal static byte[] File { get; } = System.IO.File.ReadAllBytes(RepositoryFiles.Sample("dog.jpg"));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            if (context.Request.Path.StartsWithSegments("/test", out PathString path))
            {
                await AnswerAsync(context, path.Value!);
            }
            else
            {
                await rest(context);
            }
        });
        next(app);
    };

    private static async Task AnswerAsync(HttpContext context, string path)
    {
        HttpResponse response = context.Response;
        switch (path)
        {
            case "/png":
                response.ContentType = "image/png";
                await response.Body.WriteAsync(Binary);
                break;
            case "/webp-in-parts":
                response.ContentType = "image/webp";
                for (int i = 0; i < Binary.Length; i += 1000)
                {
                    await response.BodyWriter.WriteAsync(Binary.AsMemory(i, Math.Min(1000, Binary.Length - i)));
                }

                break;
            case "/file":
                response.ContentType = "application/octet-stream";
                await response.SendFileAsync(RepositoryFiles.Sample("dog.jpg"));
                break;
            case "/cookies":
                response.Headers.SetCookie = new StringValues(["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT"]);
                response.Headers["X-Many"] = new StringValues(["one", "two, and a half"]);
                await response.WriteAsync("cookies");
                break;
            case "/large":
                response.ContentType = "application/octet-stream";
                response.Headers.AccessControlAllowOrigin = "*";
                await response.Body.WriteAsync(new byte[int.Parse(context.Request.Query["bytes"].ToString(), System.Globalization.CultureInfo.InvariantCulture)]);
                break;
            case "/slow":
                response.Headers.AccessControlAllowOrigin = "*";
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                break;
            case "/stubborn":
                await Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None);
                break;
            case "/blocking":
                context.RequestAborted.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                context.RequestAborted.ThrowIfCancellationRequested();
                break;
            case "/late-fault":
                await response.WriteAsync("begun");
                throw new InvalidOperationException("Thrown after the response has begun.");
            case "/callbacks":
                await CallbacksAsync(context);
                break;
            case "/trace-variable":
                await response.WriteAsync(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") ?? "none");
                break;
            case "/activity":
                await response.WriteAsync(System.Diagnostics.Activity.Current?.Id ?? "none");
                break;
            case "/typed":
                response.ContentType = context.Request.Query["type"];
                response.Headers.ContentEncoding = context.Request.Query["encoding"];
                await response.Body.WriteAsync(Convert.FromHexString(context.Request.Query["body"].ToString()));
                break;
            case "/no-content":
                response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                await EchoAsync(context);
                break;
        }
    }

    private static async Task CallbacksAsync(HttpContext context)
    {
        List<string> order = [];
        context.Response.OnStarting(() =>
        {
            order.Add("first starting");
            context.Response.Headers["X-Order"] = string.Join(", ", order);
            return Task.CompletedTask;
        });
        context.Response.OnStarting(() =>
        {
            order.Add("second starting");
            return Task.CompletedTask;
        });
        context.Response.OnCompleted(() =>
        {
            Completed = [.. order, "first completed"];
            return Task.CompletedTask;
        });
        context.Response.OnCompleted(() =>
        {
            order.Add("second completed");
            throw new InvalidOperationException("A callback that fails does not keep the others from running.");
        });

        bool before = context.Response.HasStarted;
        await context.Response.WriteAsync("body");
        bool after = context.Response.HasStarted;
        order.Add($"{before} {after}");
    }

    /// <summary>What /test/callbacks saw, in order.</summary>
    internal static IReadOnlyList<string> Completed { get; private set; } = [];

    private static async Task EchoAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        context.Response.ContentType = "application/json";
        await using Utf8JsonWriter json = new(context.Response.Body);
        json.WriteStartObject();
        json.WriteString("method", request.Method);
        json.WriteString("pathBase", request.PathBase.Value);
        json.WriteString("path", request.Path.Value);
        json.WriteString("query", request.QueryString.Value);
        json.WriteString("scheme", request.Scheme);
        json.WriteString("host", request.Host.Value);
        json.WriteString("url", request.GetEncodedUrl());
        json.WriteString("remote", context.Connection.RemoteIpAddress?.ToString());
        json.WriteString("body", Convert.ToBase64String(body.ToArray()));
        json.WriteStartObject("headers");
        foreach ((string name, StringValues values) in request.Headers)
        {
            json.WriteString(name, string.Join(" | ", values.ToArray()));
        }

        json.WriteEndObject();
        json.WriteStartObject("values");
        foreach ((string name, StringValues values) in request.Query)
        {
            json.WriteString(name, string.Join(" | ", values.ToArray()));
        }

        json.WriteEndObject();
        json.WriteStartObject("cookies");
        foreach ((string name, string value) in request.Cookies)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
