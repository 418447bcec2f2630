using System.Security.Cryptography;
using System.Text;
using Api.Access;
using Detection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>A key is told to nobody.</summary>
public sealed class KeySecrecyTests
{
    private const string Key = "key-that-must-not-show";
    private const string Other = "other-that-must-not-show";

    [Fact]
    public async Task Key_UsedInEveryWay_IsInNoLogLineAndNoAnswer()
    {
        using TemporaryFolder folder = new();
        TraceLog log = new();
        await using TwoHosts hosts = await TwoHosts.StartAsync(
            services => services.AddSingleton<ILoggerProvider>(log),
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:Console:LogLevel:Default=None",
            $"--Access:Keys={Key}", $"--Access:KeysFile={folder.Write("keys.txt", Other)}", "--Swagger:Enabled=true");
        StringBuilder answers = new();
        foreach (string host in TwoHosts.Hosts)
        {
            foreach (string key in new[] { Key, Other, Key + "-not" })
            {
                foreach ((string method, string path) in new[]
                {
                    ("GET", "/model"), ("GET", "/health"), ("POST", "/analyze"), ("GET", "/nothing"), ("PUT", "/analyze"), ("GET", "/swagger/v1/swagger.json"),
                    ("OPTIONS", "/analyze"),
                })
                {
                    answers.AppendLine(await SendAsync(hosts, host, method, path, ("X-Api-Key", key)));
                    answers.AppendLine(await SendAsync(hosts, host, method, path, ("Authorization", "Bearer " + key)));
                }
            }
        }

        // Not well-formed: without a colon, with a character that ends lines, with bytes that are no text.
        foreach (string header in new[] { $"X-Api-Key {Key}", $"X-Api-Key: {Key}\rx", $"Authorization: Bearer {Key}\u00ff\u00fe", $"X-Api-Key: {Key}\u0001" })
        {
            using RawConnection connection = new(hosts.Address);
            await connection.SendAsync(Encoding.Latin1.GetBytes($"GET /model HTTP/1.1\r\nHost: x\r\n{header}\r\nConnection: close\r\n\r\n"));
            string answer = await connection.ReadToEndAsync();
            Assert.Matches("^HTTP/1.1 40[01] ", answer);
            answers.AppendLine(answer);
        }

        // A fault of the service's own, with a valid key.
        hosts.Services.GetRequiredService<Detector>().Dispose();
        string fault = await SendAsync(hosts, "kestrel", "POST", "/analyze", ("X-Api-Key", Key));
        answers.AppendLine(fault);

        Assert.StartsWith("500", fault, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.StartsWith("Trace", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal));
        foreach (string secret in new[] { "must-not-show", HashOf(Key), HashOf(Other) })
        {
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Text_OfWhatHoldsKeys_ShowsNone()
    {
        AccessOptions options = new() { Keys = [Key] };
        KeyHash hash = KeyHash.Of(Key);

        Assert.All(
            [options.ToString(), hash.ToString(), new KeysFileContent([hash], [], "1").ToString()],
            text => Assert.False(
                text!.Contains("must-not-show", StringComparison.Ordinal) || text.Contains(HashOf(Key), StringComparison.OrdinalIgnoreCase), text));
    }

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static async Task<string> SendAsync(TwoHosts hosts, string host, string method, string path, (string Name, string Value) header)
    {
        Answer answer = await hosts.SendAsync(
            host, method, path, method is "POST" or "PUT" ? Png.Flat(8, 8, 1, 2, 3) : null, headers: [header, ("Origin", "https://pictures.example")]);
        return $"{answer.Status} {string.Join(' ', answer.Headers)} {answer.Text}";
    }
}
