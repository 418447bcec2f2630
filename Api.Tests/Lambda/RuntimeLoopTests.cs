using System.Collections.Concurrent;
using Api.Lambda;
using Detection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Api.Tests.Lambda;

/// <summary>A sandbox's life: init phase, snapshot, invocations, end.</summary>
public sealed class RuntimeLoopTests
{
    [Fact]
    public async Task Init_ModelMissing_ReportsAndExitsWith1()
    {
        await using LambdaRun run = await LambdaRun.StartAsync(arguments: "--Detection:ModelPath=/nowhere/model.onnx");

        ScriptedOutcome outcome = await run.Api.StartError.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await run.Program.Exit);
        Assert.Equal("runtime/init/error", outcome.Path);
        Assert.Equal("Runtime.InitError", outcome.ErrorType);
        Assert.Contains("/nowhere/model.onnx", outcome.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(["POST runtime/init/error"], run.Api.Calls);
    }

    [Fact]
    public async Task Init_SettingsNotValid_ReportsAllFaultsAndExitsWith1()
    {
        await using LambdaRun run = await LambdaRun.StartAsync(arguments: ["--Lambda:DeadlineMarginMs=1", "--Lambda:BasePath=vision", "--Detection:Sessions=none", "--Swagger:Enabled=maybe"]);

        string message = (await run.Api.StartError.Task.WaitAsync(TimeSpan.FromSeconds(30))).Json.GetProperty("errorMessage").GetString()!;
        Assert.Equal(1, await run.Program.Exit);
        Assert.Contains("DeadlineMarginMs", message, StringComparison.Ordinal);
        Assert.Contains("Lambda:BasePath must begin with a slash", message, StringComparison.Ordinal);
        Assert.Contains("Detection:Sessions is 'none'", message, StringComparison.Ordinal);
        Assert.Contains("Swagger:Enabled is 'maybe'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_EndsWarm_BeforeTheFirstInvocationIsTaken()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        ScriptedOutcome outcome = await run.InvokeAsync("""{"warmup":true}""");

        Assert.True(outcome.Json.GetProperty("cold_start").GetBoolean());
        Assert.False((await run.InvokeAsync("""{"warmup":true}""")).Json.GetProperty("cold_start").GetBoolean());
        Assert.Equal(
            ["GET runtime/invocation/next", "POST runtime/invocation/{id}/response", "GET runtime/invocation/next", "POST runtime/invocation/{id}/response"],
            run.Api.Calls.Take(4));
    }

    [Fact]
    public async Task Init_TakesLongerThanItsTime_TheFirstInvocationWaits()
    {
        using ManualResetEventSlim mayLoad = new();
        await using LambdaRun run = await LambdaRun.StartAsync(
            configure: services => DelayModel(services, mayLoad), arguments: "--Lambda:InitBudgetMs=0");
        Task<ScriptedOutcome> early = run.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(
            TestEvents.Create("rest", "GET", "/health")))
        { Deadline = TimeSpan.FromSeconds(1) });

        Assert.Equal(504, (await early).StatusCode);
        Task<ScriptedOutcome> waiting = run.InvokeAsync(TestEvents.Create("rest", "GET", "/health"));
        mayLoad.Set();
        Assert.Equal(200, (await waiting).StatusCode);
    }

    [Fact]
    public async Task Init_WithTimeToSpare_WaitsForTheModel()
    {
        using ManualResetEventSlim mayLoad = new();
        await using LambdaRun run = await LambdaRun.StartAsync(
            adapt: environment => environment with { InitializationType = "provisioned-concurrency" },
            configure: services => DelayModel(services, mayLoad),
            arguments: "--Lambda:InitBudgetMs=0");
        await Task.Delay(300);

        Assert.Empty(run.Api.Calls);
        mayLoad.Set();
        await run.InvokeAsync("""{"warmup":true}""");
    }

    [Fact]
    public async Task Init_ModelRefusedAfterItsTime_FailsTheInvocationAndExitsWith1()
    {
        using ManualResetEventSlim mayLoad = new();
        await using LambdaRun run = await LambdaRun.StartAsync(
            configure: services => DelayModel(services, mayLoad), arguments: ["--Lambda:InitBudgetMs=0", "--Detection:ModelPath=/nowhere/model.onnx"]);
        ScriptedInvocation invocation = run.Api.Enqueue(ScriptedInvocation.Of("""{"warmup":true}"""));
        await TakenAsync(invocation);
        mayLoad.Set();

        ScriptedOutcome outcome = await invocation.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(outcome.IsError);
        Assert.Contains("/nowhere/model.onnx", outcome.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await run.Program.Exit);
    }

    [Fact]
    public async Task SnapStart_Order_IsWarmThenSnapshotThenHooksThenInvocations()
    {
        ConcurrentQueue<string> hooks = new();
        ManualResetEventSlim mayLoad = new(initialState: true);
        await using LambdaRun run = await LambdaRun.StartAsync(
            adapt: environment => environment with { InitializationType = "snap-start" },
            configure: services =>
            {
                DelayModel(services, mayLoad);
                services.AddSingleton<IHostedService>(provider => new HookRegistration(provider.GetRequiredService<LambdaHooks>(), hooks));
            });
        await run.Api.SnapshotTaken.Task.WaitAsync(TimeSpan.FromSeconds(30));
        ScriptedInvocation invocation = run.Api.Enqueue(ScriptedInvocation.Of(TestEvents.Create("rest", "GET", "/health")));
        await Task.Delay(200);

        Assert.Equal(["before 2", "before 1"], hooks);
        Assert.Equal(["GET runtime/restore/next"], run.Api.Calls);
        int connections = run.Api.Connections;
        run.Api.Restore.SetResult();
        Assert.Equal(200, (await invocation.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(30))).StatusCode);
        Assert.Equal(["before 2", "before 1", "after 1", "after 2", "response"], hooks);
        Assert.Equal(connections + 1, run.Api.Connections);
        Assert.Equal(
            ["GET runtime/restore/next", "GET runtime/invocation/next", "POST runtime/invocation/{id}/response"], run.Api.Calls.Take(3));
    }

    [Theory]
    [InlineData(true, "runtime/init/error", "Runtime.BeforeSnapshotError")]
    [InlineData(false, "runtime/restore/error", "Runtime.AfterRestoreError")]
    public async Task SnapStart_HookFails_ReportsAndExitsWith1(bool isBefore, string path, string type)
    {
        await using LambdaRun run = await LambdaRun.StartAsync(
            adapt: environment => environment with { InitializationType = "snap-start" },
            configure: services => services.AddSingleton<IHostedService>(provider =>
            {
                LambdaHooks hooks = provider.GetRequiredService<LambdaHooks>();
                Func<CancellationToken, ValueTask> fail = static _ => throw new InvalidOperationException("The hook failed.");
                (isBefore ? (Action<Func<CancellationToken, ValueTask>>)hooks.BeforeSnapshot : hooks.AfterRestore)(fail);
                return new HookRegistration(hooks, []);
            }));
        run.Api.Restore.SetResult();

        ScriptedOutcome outcome = await run.Api.StartError.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((path, type), (outcome.Path, outcome.ErrorType));
        Assert.Equal(1, await run.Program.Exit);
        Assert.DoesNotContain("GET runtime/invocation/next", run.Api.Calls);
    }

    [Fact]
    public async Task Response_RefusedAsTooLarge_FailsTheInvocationWithAReason()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        run.Api.StatusOfPost = static (path, length) => path.EndsWith("/response", StringComparison.Ordinal) && length > 1000 ? 413 : 202;
        ScriptedOutcome outcome = await run.InvokeAsync(TestEvents.Create("rest", "GET", "/test/large", "bytes=5000"));

        Assert.True(outcome.IsError);
        Assert.Equal("Runtime.ResponseTooLarge", outcome.ErrorType);
        Assert.Contains("larger than Lambda accepts", outcome.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await run.InvokeAsync(TestEvents.Create("rest", "GET", "/health"))).StatusCode);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task Response_Refused_TheSandboxGoesOn(int status)
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        bool isFirst = true;
        run.Api.StatusOfPost = (_, _) => Interlocked.Exchange(ref isFirst, false) ? status : 202;
        ScriptedInvocation refused = run.Api.Enqueue(ScriptedInvocation.Of("""{"warmup":true}"""));

        Assert.True((await run.InvokeAsync("""{"warmup":true}""")).Json.GetProperty("warmup").GetBoolean());
        Assert.False(refused.Outcome.Task.IsCompleted);
    }

    [Fact]
    public async Task Response_RuntimeApiFails_ExitsPromptlyWith1()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        run.Api.StatusOfPost = static (_, _) => 500;
        run.Api.Enqueue(ScriptedInvocation.Of("""{"warmup":true}"""));

        Assert.Equal(1, await run.Program.Exit.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Next_RuntimeApiFails_ExitsWith1()
    {
        ManualResetEventSlim mayLoad = new();
        await using LambdaRun run = await LambdaRun.StartAsync(configure: services => DelayModel(services, mayLoad));
        run.Api.StatusOfNext = 500;
        mayLoad.Set();

        Assert.Equal(1, await run.Program.Exit.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Stop_WhileAnInvocationRuns_FinishesItAndExitsWith0()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        ScriptedInvocation invocation = run.Api.Enqueue(ScriptedInvocation.Of("""{"warmup":true,"hold_ms":500}"""));
        await TakenAsync(invocation);
        Task<int> exit = run.Program.StopAsync();

        Assert.Equal(0, await exit);
        Assert.True((await invocation.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(10))).Json.GetProperty("warmup").GetBoolean());
        Assert.Single(run.Api.Calls, "GET runtime/invocation/next");
    }

    [Fact]
    public async Task Stop_WhileWaiting_ExitsWith0()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        await run.InvokeAsync("""{"warmup":true}""");

        Assert.Equal(0, await run.Program.StopAsync());
    }

    [Fact]
    public async Task Concurrency_Granted_AsManyInvocationsAtATime()
    {
        await using LambdaRun run = await LambdaRun.StartAsync(environment => environment with { MaxConcurrency = 4, MemorySizeMb = null });
        ScriptedInvocation[] held = [.. Enumerable.Range(0, 4).Select(_ => run.Api.Enqueue(ScriptedInvocation.Of("""{"warmup":true,"hold_ms":1000}""")))];

        // All four are out before the first is back; a fifth finds nobody.
        await Task.WhenAll(held.Select(invocation => invocation.HandedOut.Task)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(held, invocation => invocation.Outcome.Task.IsCompleted);
        Assert.Equal(0, run.Api.Waiting);
        await Task.WhenAll(held.Select(invocation => invocation.Outcome.Task)).WaitAsync(TimeSpan.FromSeconds(30));

        string variable = System.Text.Encoding.UTF8.GetString((await run.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(
            TestEvents.Create("rest", "GET", "/test/trace-variable")))
        { TraceHeader = "Root=1-00000001-000000000000000000000001" })).Content);
        Assert.DoesNotContain("000000000001", variable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processors_OfTheMemoryGranted_AreThoseOfTheDetector()
    {
        await using LambdaRun single = await LambdaRun.StartAsync(Granted(maxConcurrency: 1));
        Assert.Equal((1, 2), DetectorSize(single));
        await using LambdaRun many = await LambdaRun.StartAsync(Granted(maxConcurrency: 8));
        Assert.Equal((2, 1), DetectorSize(many));
        await using LambdaRun chosen = await LambdaRun.StartAsync(Granted(maxConcurrency: 1), arguments: ["--Detection:Sessions=3", "--Detection:ThreadsPerSession=1"]);
        Assert.Equal((3, 1), DetectorSize(chosen));

        static Func<LambdaEnvironment, LambdaEnvironment> Granted(int maxConcurrency) =>
            environment => environment with { MemorySizeMb = 3538, MaxConcurrency = maxConcurrency, HasHeapLimit = true };

        static (int?, int) DetectorSize(LambdaRun run)
        {
            DetectorOptions options = run.Program.Services.GetRequiredService<IOptions<DetectorOptions>>().Value;
            return (options.Sessions, options.ThreadsPerSession);
        }
    }

    [Fact]
    public async Task BasePath_Configured_IsTakenOffThePath()
    {
        await using LambdaRun run = await LambdaRun.StartAsync(arguments: "--Lambda:BasePath=/vision");

        Assert.Equal(200, (await run.InvokeAsync(TestEvents.Create("function-url", "GET", "/vision/health"))).StatusCode);
        Assert.Equal(404, (await run.InvokeAsync(TestEvents.Create("function-url", "GET", "/visionary"))).StatusCode);
    }

    [Fact]
    public async Task Swagger_AskedFor_IsServed()
    {
        await using LambdaRun run = await LambdaRun.StartAsync(arguments: "--Swagger:Enabled=true");

        Assert.Equal(200, (await run.InvokeAsync(TestEvents.Create("http-api", "GET", "/swagger/index.html"))).StatusCode);
        Assert.Equal(200, (await run.InvokeAsync(TestEvents.Create("http-api", "GET", "/swagger/v1/swagger.json"))).StatusCode);
    }

    /// <summary>Waits until an invocation has been handed out and, some time later, surely read.</summary>
    private static async Task TakenAsync(ScriptedInvocation invocation)
    {
        await invocation.HandedOut.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(100);
    }

    private static void DelayModel(IServiceCollection services, ManualResetEventSlim mayLoad)
    {
        ServiceDescriptor detector = services.Single(service => service.ServiceType == typeof(Detector));
        services.AddSingleton(provider =>
        {
            mayLoad.Wait();
            return (Detector)detector.ImplementationFactory!(provider);
        });
    }

    private sealed class HookRegistration : IHostedService
    {
        internal HookRegistration(LambdaHooks hooks, ConcurrentQueue<string> log)
        {
            foreach (string name in new[] { "1", "2" })
            {
                hooks.BeforeSnapshot(_ => Note($"before {name}"));
                hooks.AfterRestore(_ => Note($"after {name}"));
            }

            hooks.BeforeResponse(_ => Note("response"));

            ValueTask Note(string text)
            {
                log.Enqueue(text);
                return ValueTask.CompletedTask;
            }
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
