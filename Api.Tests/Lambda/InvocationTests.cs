using System.Text.Json;

namespace Api.Tests.Lambda;

/// <summary>Invocations that are no HTTP requests, that are wrong, or that take too long.</summary>
public sealed class InvocationTests(LambdaFixture fixture) : IClassFixture<LambdaFixture>
{
    private const string TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    [Theory]
    [InlineData("""{"warmup":true}""", 0)]
    [InlineData("""{"warmup":true,"hold_ms":150}""", 150)]
    [InlineData("""{"warmup":true,"hold_ms":null,"note":"anything"}""", 0)]
    public async Task WarmUp_Answers(string json, int held)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(json);

        Assert.True(outcome.Json.GetProperty("warmup").GetBoolean());
        Assert.Equal(held, outcome.Json.GetProperty("held_ms").GetInt32());
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds >= held);
    }

    [Fact]
    public async Task WarmUp_EventBridge_Answers()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(new ScriptedInvocation(EventFile.Read("eventbridge-scheduled")));

        Assert.True(outcome.Json.GetProperty("warmup").GetBoolean());
    }

    [Theory]
    [InlineData("""{"warmup":true,"hold_ms":1001}""")]
    [InlineData("""{"warmup":true,"hold_ms":-1}""")]
    [InlineData("""{"warmup":true,"hold_ms":"100"}""")]
    public async Task WarmUp_HoldOutOfRange_IsAnError(string json) =>
        AssertError(await fixture.Lambda.InvokeAsync(json), "Runtime.MalformedEvent", "hold_ms must be a whole number from 0 to 1000.");

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("""{"warmup":false}""")]
    [InlineData("""{"version":"2.0","requestContext":{}}""")]
    [InlineData("""{"requestContext":null,"body":null}""")]
    public async Task Event_OfNoKnownKind_IsAnError(string json) => AssertError(await fixture.Lambda.InvokeAsync(json), "Runtime.UnknownEvent", string.Empty);

    [Theory]
    [InlineData("sqs", "Records")]
    [InlineData("websocket-connect", "requestContext")]
    public async Task Event_OfAnotherService_IsAnErrorThatNamesItsMembers(string name, string member) =>
        AssertError(await fixture.Lambda.InvokeAsync(new ScriptedInvocation(EventFile.Read(name))), "Runtime.UnknownEvent", member);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"httpMethod":"GET",}""")]
    [InlineData("""{"httpMethod":"GET"} trailing""")]
    [InlineData("no json")]
    public async Task Event_Malformed_IsAnError(string json) => AssertError(await fixture.Lambda.InvokeAsync(json), "Runtime.MalformedEvent", "not valid JSON");

    [Theory]
    [InlineData("""{"httpMethod":"POST","path":"/analyze","body":"$$$","isBase64Encoded":true}""", "base64")]
    [InlineData("""{"httpMethod":"POST","path":"/analyze","body":"\uD800"}""", "UTF-8")]
    [InlineData("""{"httpMethod":"POST","path":"/analyze","headers":{"a":"\uD800"}}""", "Unicode")]
    public async Task Event_WithDamagedMember_IsAnError(string json, string reason) =>
        AssertError(await fixture.Lambda.InvokeAsync(json), "Runtime.MalformedEvent", reason);

    [Fact]
    public async Task Event_WithMembersOfUnexpectedKinds_IsAnsweredSomehow()
    {
        // Whatever is sent, there is an answer or an error with a sentence; never a crash, of which the next invocation would tell.
        string[] events =
        [
            """{"httpMethod":1,"path":2,"headers":3,"requestContext":4}""",
            """{"httpMethod":"GET","path":null,"headers":null,"multiValueHeaders":null,"requestContext":null,"queryStringParameters":null,"body":null}""",
            """{"httpMethod":"GET","path":"","headers":[],"requestContext":{"path":5,"identity":[]}}""",
            """{"version":"2.0","requestContext":{"http":{}}}""",
            """{"version":"2.0","requestContext":{"http":{"method":null}},"cookies":{},"headers":{"a":null,"b":1,"c":{}}}""",
            """{"requestContext":{"elb":{}}}""",
            """{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","multiValueHeaders":{"x-forwarded-for":[null],"a":[]}}""",
        ];
        foreach (string json in events)
        {
            ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(json);

            Assert.True(outcome.IsError || outcome.StatusCode is >= 200 and < 500, outcome.Text);
        }
    }

    [Fact]
    public async Task Deadline_InThePast_CountsAsNone()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(
            TestEvents.Create("rest", "GET", "/health")))
        { Deadline = TimeSpan.FromDays(-365 * 50) });

        Assert.Equal(200, outcome.StatusCode);
    }

    [Fact]
    public async Task Deadline_BeforeTheWarmUpIsHeld_IsAnError()
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(new ScriptedInvocation("""{"warmup":true,"hold_ms":1000}"""u8.ToArray())
        { Deadline = TimeSpan.FromSeconds(0.6) });

        AssertError(outcome, "Runtime.DeadlineExceeded", "deadline");
    }

    [Fact]
    public async Task Trace_OfXRay_GoesOnInActivityVariableAndProblems()
    {
        async Task<ScriptedOutcome> InvokeAsync(string path) => await fixture.Lambda.InvokeAsync(
            new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(TestEvents.Create("rest", "GET", path))) { TraceHeader = TraceHeader });

        string traceId = "00-5759e988bd862e3fe1be46a994272793-";
        Assert.StartsWith(traceId, System.Text.Encoding.UTF8.GetString((await InvokeAsync("/test/activity")).Content));
        Assert.StartsWith(traceId, (await InvokeAsync("/nowhere")).ContentJson.GetProperty("traceId").GetString());
        Assert.Equal(TraceHeader, System.Text.Encoding.UTF8.GetString((await InvokeAsync("/test/trace-variable")).Content));
    }

    private static void AssertError(ScriptedOutcome outcome, string type, string sentence)
    {
        Assert.True(outcome.IsError, outcome.Text);
        Assert.Equal("application/vnd.aws.lambda.error+json", outcome.ContentType);
        Assert.Equal(type, outcome.ErrorType);
        JsonElement json = outcome.Json;
        Assert.Equal(type, json.GetProperty("errorType").GetString());
        Assert.Contains(sentence, json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("stackTrace").ValueKind);
    }
}
