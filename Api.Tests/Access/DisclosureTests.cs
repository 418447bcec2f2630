using System.Text;
using Detection;
using Microsoft.Extensions.DependencyInjection;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>Errors of the service in production tell what the caller can mend, and nothing of what is inside.</summary>
public sealed class DisclosureTests
{
    private static readonly (string Method, string Path, string? ContentType, string Body)[] Provocations =
    [
        ("GET", "/nothing", null, ""),
        ("GET", "/../../etc/passwd", null, ""),
        ("GET", "/%2e%2e/%2e%2e/appsettings.json", null, ""),
        ("GET", "/appsettings.json", null, ""),
        ("GET", "/Api.dll", null, ""),
        ("GET", "/swagger/v2/swagger.json", null, ""),
        ("GET", "/swagger/..%2f..%2fappsettings.json", null, ""),
        ("GET", "/swagger/nothing.js", null, ""),
        ("GET", "/%00%ff", null, ""),
        ("TRACE", "/model", null, ""),
        ("PUT", "/analyze", "application/json", "{}"),
        ("POST", "/analyze", null, ""),
        ("POST", "/analyze", "no type at all", "x"),
        ("POST", "/analyze", "application/json", "{"),
        ("POST", "/analyze", "application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
        ("POST", "/analyze", "application/json", """{"image_data":{"a":1}}"""),
        ("POST", "/analyze", "application/json", """{"image_data":"AAAA","classes":["no such class"]}"""),
        ("POST", "/analyze?max_detections=99999999999999999999", "image/png", "x"),
        ("POST", "/analyze?confidence=NaN", "image/png", "x"),
        ("POST", "/analyze", "image/png", "no picture"),
        ("POST", "/analyze", "image/png", "\u0089PNG\r\n"),
        ("POST", "/analyze", "multipart/form-data", "x"),
        ("POST", "/analyze", "multipart/form-data; boundary=x", "--x\r\nnonsense\r\n\r\n"),
        ("POST", "/analyze", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a"),
    ];

    [Fact]
    public async Task Error_ProvokedInProduction_TellsNothingOfTheInside()
    {
        await using TwoHosts hosts = await TwoHosts.StartAsync(configure: null, "--Swagger:Enabled=true");
        int errors = 0;
        foreach (string host in new[] { "kestrel", "rest", "http-api" })
        {
            foreach ((string method, string path, string? contentType, string body) in Provocations)
            {
                string answer = host == "kestrel"
                    ? await SendRawAsync(hosts.Address, method, path, contentType, body)
                    : await SendEventAsync(hosts, host, method, path, contentType, body);
                RequireDiscreet(answer, $"{host} {method} {path}");
                errors += answer.Contains("\"error\":", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.True(errors > 2 * Provocations.Length, $"Only {errors} errors were provoked.");
        hosts.Services.GetRequiredService<Detector>().Dispose();
        hosts.Lambda.Program.Services.GetRequiredService<Detector>().Dispose();
        foreach (string host in TwoHosts.Hosts)
        {
            Answer answer = await hosts.SendAsync(host, "POST", "/analyze", Png.Flat(8, 8, 1, 2, 3));
            Assert.Equal(500, answer.Status);
            RequireDiscreet($"{string.Join('\n', answer.Headers)}\n{answer.Text}", host);
        }
    }

    private static void RequireDiscreet(string answer, string request)
    {
        string[] inside =
        [
            AppContext.BaseDirectory, RepositoryFiles.Root, "/usr/", "/tmp/", ".cs:", "   at ", "Exception", "System.", "Microsoft", "AspNetCore", "Kestrel",
            "Detection.", "onnx", "libvips", "\nServer:", "X-Powered-By", "0.1.0", Environment.Version.ToString(),
        ];
        Assert.All(inside, text => Assert.False(answer.Contains(text, StringComparison.OrdinalIgnoreCase), $"{request} tells '{text}':\n{answer}"));
    }

    private static async Task<string> SendEventAsync(TwoHosts hosts, string host, string method, string path, string? contentType, string body)
    {
        (string Name, string Value)[] headers = contentType is null ? [] : [("Content-Type", contentType)];
        Answer answer = await hosts.SendAsync(host, method, path, Encoding.Latin1.GetBytes(body), contentType ?? string.Empty, headers);
        return $"{answer.Status}\n{string.Join('\n', answer.Headers)}\n{answer.Text}";
    }

    /// <summary>Sends a request as no client would write it.</summary>
    private static async Task<string> SendRawAsync(Uri address, string method, string path, string? contentType, string body)
    {
        using RawConnection connection = new(address);
        string type = contentType is null ? string.Empty : $"Content-Type: {contentType}\r\n";
        await connection.SendAsync(Encoding.Latin1.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: x\r\n{type}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        return await connection.ReadToEndAsync();
    }
}
