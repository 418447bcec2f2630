using Api.Tests.Lambda;
using Microsoft.Extensions.DependencyInjection;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>Whom the Lambda adapter vouches for: who invokes the function itself and the service's own warm-up, and nobody else.</summary>
public sealed class LambdaCallersTests(LambdaCallersTests.Fixture fixture) : IClassFixture<LambdaCallersTests.Fixture>
{
    private static readonly string Picture = Convert.ToBase64String(Png.Flat(8, 8, 1, 2, 3));

    [Theory]
    [InlineData("""{"image_data":"PICTURE"}""")]
    [InlineData("""{"image_data":"PICTURE","tag":"whatever the invoker likes"}""")]
    [InlineData("""{"body":{"image_data":"PICTURE"}}""")]
    [InlineData("""{"body":"PICTURE","isBase64Encoded":true,"headers":{"Content-Type":"image/png"},"queryStringParameters":{"confidence":"0.4"}}""")]
    [InlineData("""{"body":"PICTURE","isBase64Encoded":true,"headers":{"X-Api-Key":"key-of-nobody"}}""")]
    public async Task DirectInvocation_WithoutKey_IsAnswered(string json)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(json.Replace("PICTURE", Picture, StringComparison.Ordinal));

        Assert.Equal(200, outcome.StatusCode);
        Assert.Equal("lambda:direct", fixture.Recorder.Requests.Last().Caller);
    }

    [Theory]

    // A message of a WebSocket API: its body is a stranger's, its members are the gateway's.
    [InlineData("""{"requestContext":{"routeKey":"$default","messageId":"x","eventType":"MESSAGE","connectionId":"x"},"body":"{\"image_data\":\"PICTURE\"}","isBase64Encoded":false}""")]

    // VPC Lattice, versions 1 and 2.
    [InlineData("""{"raw_path":"/analyze","method":"POST","headers":{"host":"x"},"query_string_parameters":{},"body":"PICTURE","is_base64_encoded":true,"isBase64Encoded":true}""")]
    [InlineData("""{"version":"2.0","path":"/analyze","method":"POST","headers":{"host":["x"]},"body":"PICTURE","isBase64Encoded":true,"requestContext":{"serviceArn":"x"}}""")]

    // A body beside what no direct invocation has.
    [InlineData("""{"body":{"image_data":"PICTURE"},"source":"something in front"}""")]
    public async Task EventOfAnotherFront_WithoutKey_IsRefused(string json)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(json.Replace("PICTURE", Picture, StringComparison.Ordinal));

        Assert.Equal(401, outcome.StatusCode);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("http-api")]
    [InlineData("alb-single")]
    public async Task HttpEvent_ThatClaimsToBeTrusted_IsRefused(string kind)
    {
        string json = TestEvents.Create(
            kind, "POST", "/analyze", "warmup=true&caller=lambda:direct", "image/png", Png.Flat(8, 8, 1, 2, 3), isBase64: true,
            ("X-Caller", "lambda:direct"), ("Lambda-Runtime-Aws-Request-Id", "warm-up"), ("X-Amzn-Trace-Id", "warm-up"),
            ("X-Ms-Client-Principal", "lambda:warm-up"), ("X-Amz-Invocation-Type", "RequestResponse"));
        string more = json[..^1]
            + """,'image_data':'PICTURE','warmup':false,'isInvokedDirectly':true,'isWarmUp':true}""".Replace('\'', '"').Replace("PICTURE", Picture, StringComparison.Ordinal);

        Assert.Equal(401, (await fixture.Lambda.InvokeAsync(json)).StatusCode);
        Assert.Equal(401, (await fixture.Lambda.InvokeAsync(more)).StatusCode);
        Assert.Equal(401, (await fixture.Lambda.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(json)) { RequestId = "warm-up" })).StatusCode);
    }

    [Fact]
    public async Task WarmUp_InTheInitPhase_GoesThroughTheService()
    {
        Assert.True((await fixture.Lambda.InvokeAsync("""{"warmup":true}""")).Json.GetProperty("warmup").GetBoolean());

        Assert.Equal(("warm-up", "/analyze", 200, "lambda:warm-up"), fixture.Recorder.Requests.First());
    }

    /// <summary>A function with a key.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal LambdaRun Lambda { get; private set; } = null!;

        internal RequestRecorder Recorder { get; } = new();

        public async Task InitializeAsync()
        {
            Lambda = await LambdaRun.StartAsync(
                configure: services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(Recorder),
                arguments: "--Access:Keys=key-number-1");
            await Lambda.InvokeAsync("""{"warmup":true}""");
        }

        public async Task DisposeAsync() => await Lambda.DisposeAsync();
    }
}
