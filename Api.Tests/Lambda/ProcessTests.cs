using System.Text.RegularExpressions;

namespace Api.Tests.Lambda;

/// <summary>The service as Lambda starts it: a process of its own, set up by environment variables.</summary>
public sealed partial class ProcessTests
{
    [Fact]
    public async Task Sigterm_WhileAnInvocationRuns_FinishesItAndExitsWith0()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api);
        Assert.Equal(200, (await api.InvokeAsync(TestEvents.Create("rest", "GET", "/health"))).StatusCode);

        ScriptedInvocation invocation = api.Enqueue(ScriptedInvocation.Of("""{"warmup":true,"hold_ms":700}"""));
        await invocation.HandedOut.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(200);
        function.Terminate();

        Assert.Equal(0, await function.ExitAsync());
        Assert.True((await invocation.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(1))).Json.GetProperty("warmup").GetBoolean());
    }

    [Fact]
    public async Task Model_Missing_ReportsInitErrorAndExitsWith1()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, ("MODEL_PATH", "/nowhere/model.onnx"));

        Assert.Equal(1, await function.ExitAsync());
        Assert.Equal("Runtime.InitError", (await api.StartError.Task).ErrorType);
    }

    [Fact]
    public async Task RuntimeApi_NotThere_ExitsWith1()
    {
        ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api);
        await api.DisposeAsync();

        Assert.Equal(1, await function.ExitAsync());
    }

    [Fact]
    public async Task RuntimeApi_NotNamed_ExitsWith1AndSaysSo()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, ("AWS_LAMBDA_RUNTIME_API", string.Empty));

        Assert.Equal(1, await function.ExitAsync());
        Assert.Contains("- AWS_LAMBDA_RUNTIME_API is '', which is not host:port", function.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfAnInvocation_HasItsIdsOnOneLine()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api);
        await api.InvokeAsync(new ScriptedInvocation("{}"u8.ToArray())
        {
            RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
        });
        function.Terminate();

        Assert.Equal(0, await function.ExitAsync());
        string line = Assert.Single(function.Output.Split('\n'), line => line.Contains("The event was refused", StringComparison.Ordinal));
        Assert.Contains("AwsRequestId:8476a536-e9f4-11e8-9739-2dfe598c3fcd", line, StringComparison.Ordinal);
        Assert.Contains("XRayTraceId:Root=1-5759e988-bd862e3fe1be46a994272793", line, StringComparison.Ordinal);
        Assert.Contains("TraceId:5759e988bd862e3fe1be46a994272793", line, StringComparison.Ordinal);
        Assert.Matches(ReadyLine(), function.Output);
    }

    [Fact]
    public async Task Log_SetUpForJson_IsOneObjectALineWithItsIds()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, ("AWS_LAMBDA_LOG_FORMAT", "JSON"));
        await api.InvokeAsync(new ScriptedInvocation("{}"u8.ToArray()) { RequestId = "8476a536" });
        function.Terminate();

        Assert.Equal(0, await function.ExitAsync());
        string line = Assert.Single(function.Output.Split('\n'), line => line.Contains("The event was refused", StringComparison.Ordinal));
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Contains(
            json.RootElement.GetProperty("Scopes").EnumerateArray(),
            scope => scope.TryGetProperty("AwsRequestId", out System.Text.Json.JsonElement id) && id.GetString() == "8476a536");
    }

    [Fact]
    public async Task Memory_Granted_LimitsTheHeapAndSetsTheThreads()
    {
        await using ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        using FunctionProcess function = new(api, ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "3008"), ("Logging__LogLevel__Default", "Debug"));
        ScriptedOutcome outcome = await api.InvokeAsync(TestEvents.Create("rest", "GET", "/model"));
        System.Text.Json.JsonElement runtime = outcome.ContentJson.GetProperty("runtime");
        function.Terminate();

        Assert.Equal(0, await function.ExitAsync());
        Assert.Equal((1, 2), (runtime.GetProperty("sessions").GetInt32(), runtime.GetProperty("threads_per_session").GetInt32()));
        Assert.Contains("heap of at most 1504 MB", function.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("Ready for invocations [0-9]+ ms after the start of the process")]
    private static partial Regex ReadyLine();
}
