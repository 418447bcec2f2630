using System.Text.Json;
using Api.Tests.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestSupport;

namespace Api.Tests.DeepStack;

/// <summary>The key in the form, where the service is set up with keys.</summary>
public sealed class FormKeyTests(FormKeyTests.Fixture fixture) : IClassFixture<FormKeyTests.Fixture>
{
    private const string Key = "key-for-cameras";

    private static readonly byte[] Picture = Png.Flat(8, 8, 90, 120, 150);

    [Theory]
    [InlineData("python", Key, null, 200)]
    [InlineData("browser", Key, null, 200)]
    [InlineData("python", "key-of-nobody", null, 401)]
    [InlineData("browser", "key-of-nobody", null, 401)]
    [InlineData("python", "", null, 401)]
    [InlineData("python", null, null, 401)]
    [InlineData("python", null, Key, 200)]
    [InlineData("python", "", Key, 200)]
    [InlineData("python", "key-of-nobody", Key, 200)]
    [InlineData("python", Key, "key-of-nobody", 200)]
    [InlineData("python", null, "key-of-nobody", 401)]
    public async Task Detection_KeyInFormOrHeader_DecidesWhoMay(string client, string? formKey, string? headerKey, int status)
    {
        (string, string)[] fields = formKey is null ? [] : [("api_key", formKey)];
        using HttpContent body = client == "python" ? ClientRequest.OfPython(Picture, fields) : ClientRequest.OfBrowser(Picture, fields);
        byte[] bytes = await body.ReadAsByteArrayAsync();
        foreach (string host in TwoHosts.Hosts)
        {
            Answer answer = await fixture.Hosts.SendAsync(
                host, "POST", "/v1/vision/detection", bytes, body.Headers.ContentType!.ToString(), headerKey is null ? [] : [("X-Api-Key", headerKey)]);
            Assert.True(answer.Status == status, $"{host}: {answer.Status} {answer.Text}");
            JsonElement json = JsonElement.Parse(answer.Text);
            Assert.Equal(status == 200, json.GetProperty("success").GetBoolean());
            if (status != 200)
            {
                Assert.Equal(401, json.GetProperty("code").GetInt32());
                Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Detection_Key_IsInNoLogLineAndNoAnswer()
    {
        TraceLog log = new();
        await using TwoHosts hosts = await TwoHosts.StartAsync(
            services => services.AddSingleton<ILoggerProvider>(log),
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:Console:LogLevel:Default=None", $"--Access:Keys={Key}");
        foreach (string key in new[] { Key, Key + "-not" })
        {
            using HttpContent body = ClientRequest.OfPython(Picture, ("api_key", key));
            foreach (string host in TwoHosts.Hosts)
            {
                Answer answer = await hosts.SendAsync(
                    host, "POST", "/v1/vision/detection", await body.ReadAsByteArrayAsync(), body.Headers.ContentType!.ToString());
                Assert.Equal(key == Key ? 200 : 401, answer.Status);
                Assert.DoesNotContain("for-cameras", answer.Text + string.Join(' ', answer.Headers), StringComparison.Ordinal);
            }
        }

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("for-cameras", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Detection_NoFormAndNoKey_IsUnauthorized() =>
        Assert.Equal(401, (await fixture.Hosts.SendAsync("kestrel", "POST", "/v1/vision/detection", Picture)).Status);

    // In front of the picture a wrong key ends the request: what follows is not waited for.
    [Fact]
    public async Task Detection_WrongKeyInFrontOfThePicture_IsRefusedBeforeThePictureHasCome()
    {
        using ApiFactory api = await ApiFactory.StartAsync(("Access:Keys", Key));
        using RawConnection connection = new(api.Client.BaseAddress!);
        await connection.SendAsync(
            "POST /v1/vision/detection HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"u8.ToArray());
        await connection.SendAsync(
            "--b\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\nkey-of-nobody\r\n--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    /// <summary>The service with a key.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TwoHosts Hosts { get; private set; } = null!;

        public async Task InitializeAsync() => Hosts = await TwoHosts.StartAsync(configure: null, $"--Access:Keys={Key}");

        public async Task DisposeAsync() => await Hosts.DisposeAsync();
    }
}
