namespace Api.Tests.Lambda;

/// <summary>The deadline of an invocation, against the clock: on a machine busy with other tests nothing would be known of it.</summary>
[Collection(nameof(Alone))]
public sealed class DeadlineTests(LambdaFixture fixture) : IClassFixture<LambdaFixture>
{
    [Theory]
    [InlineData("/test/slow")]
    [InlineData("/test/blocking")]
    [InlineData("/test/stubborn")]
    public async Task Deadline_ComesNear_Answers504BeforeIt(string path)
    {
        TimeSpan deadline = TimeSpan.FromSeconds(2);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(
            TestEvents.Create("rest", "GET", path)))
        { Deadline = deadline });

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < deadline);
        Assert.Equal(504, outcome.StatusCode);
        Assert.Equal("application/problem+json", outcome.Json.GetProperty("multiValueHeaders").GetProperty("Content-Type")[0].GetString());
        Assert.Equal(504, outcome.ContentJson.GetProperty("status").GetInt32());
        Assert.Equal(path == "/test/slow", outcome.Text.Contains("Access-Control-Allow-Origin", StringComparison.Ordinal));

        // The sandbox goes on.
        Assert.Equal(200, (await fixture.Lambda.InvokeAsync(TestEvents.Create("rest", "GET", "/health"))).StatusCode);
    }
}
