using System.Text.Json;
using TestSupport;

namespace Lambda.Tests;

/// <summary>Events that are no HTTP requests, and the function's life around them.</summary>
[Collection(PublishedServiceTests.Name)]
public sealed class InvocationTests(PublishedService service)
{
    private static readonly string Dog = Convert.ToBase64String(File.ReadAllBytes(RepositoryFiles.Sample("dog.jpg")));

    [EmulatorFact]
    public async Task Invoke_Warmup_AnsweredAsOne()
    {
        ProxyAnswer answer = await InvokeAsync(new { warmup = true });

        Assert.Null(answer.Error);
        Assert.True(answer.Json.GetProperty("warmup").GetBoolean());
        Assert.Equal(0, answer.Json.GetProperty("held_ms").GetInt32());
    }

    [EmulatorFact]
    public async Task Invoke_EventBridgesDefaultEvent_AnsweredAsWarmup()
    {
        ProxyAnswer answer = await InvokeAsync(new Dictionary<string, object> { ["source"] = "aws.events", ["detail-type"] = "Scheduled Event", ["detail"] = new { } });

        Assert.Null(answer.Error);
        Assert.True(answer.Json.GetProperty("warmup").GetBoolean());
    }

    [EmulatorFact]
    public async Task Invoke_ImageData_SameAnswerAsOverKestrel() => await AssertAnalyzedAsync(new { image_data = Dog });

    [EmulatorFact]
    public async Task Invoke_ImageDataInABody_SameAnswerAsOverKestrel() => await AssertAnalyzedAsync(new { body = new { image_data = Dog } });

    [EmulatorFact]
    public async Task Invoke_ImageDataInABodyOfText_SameAnswerAsOverKestrel() =>
        await AssertAnalyzedAsync(new { body = JsonSerializer.Serialize(new { image_data = Dog }) });

    [EmulatorFact]
    public async Task Invoke_ImageDataIsNoBase64_400()
    {
        ProxyAnswer answer = await InvokeAsync(new { image_data = "no base64!" });

        Assert.Null(answer.Error);
        Assert.Equal(400, answer.StatusCode);
        Assert.StartsWith("application/problem+json", answer.ContentType, StringComparison.Ordinal);
    }

    [EmulatorFact]
    public async Task Invoke_UnknownEvent_ErrorOfThisInvocationAlone()
    {
        ProxyAnswer answer = await InvokeAsync(new { Records = Array.Empty<object>() });
        ProxyAnswer next = await InvokeAsync(new { warmup = true });

        Assert.NotNull(answer.Error);
        Assert.NotEmpty(answer.Json.GetProperty("errorMessage").GetString()!);
        Assert.Null(next.Error);
        Assert.False(next.Json.GetProperty("cold_start").GetBoolean());
    }

    [EmulatorFact]
    public async Task Invoke_TwoHeldWarmupsAtATime_TwoProcessesThatEndWhenAsked()
    {
        ServingProcess function = await service.StartFunctionAsync();
        using HttpClient lambda = await function.ConnectAsync();

        ProxyAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ProxyAnswer.OfEventAsync(lambda, new { warmup = true, hold_ms = 500 })));
        int exitCode = await function.EndAsync();

        Assert.All(answers, answer => Assert.True(answer.Json.GetProperty("cold_start").GetBoolean()));
        Assert.All(answers, answer => Assert.Equal(500, answer.Json.GetProperty("held_ms").GetInt32()));
        Assert.Equal(0, exitCode);
    }

    [EmulatorFact]
    public async Task Invoke_ModelIsMissing_InitErrorSaysWhich()
    {
        ServingProcess function = await service.StartFunctionAsync(("MODEL_PATH", "/no/such/model.onnx"));
        using HttpClient lambda = await function.ConnectAsync();

        ProxyAnswer answer = await ProxyAnswer.OfEventAsync(lambda, new { warmup = true });

        Assert.Equal("Unhandled", answer.Error);
        Assert.Contains("/no/such/model.onnx", answer.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    private async Task<ProxyAnswer> InvokeAsync(object anEvent) => await ProxyAnswer.OfEventAsync(await service.LambdaAsync(), anEvent);

    private async Task AssertAnalyzedAsync(object anEvent)
    {
        ProxyAnswer answer = await InvokeAsync(anEvent);
        using StringContent content = new(JsonSerializer.Serialize(new { image_data = Dog }), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage expected = await (await service.KestrelAsync()).PostAsync(new Uri("analyze", UriKind.Relative), content);

        Assert.Null(answer.Error);
        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(await expected.Content.ReadAsStringAsync(), answer.Text);
        Assert.Contains("\"dog\"", answer.Text, StringComparison.Ordinal);
    }
}
