using Api.Lambda;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests.Lambda;

/// <summary>The program as a Lambda function of a scripted Runtime API, with some routes for tests beside its own.</summary>
internal sealed class LambdaRun : IAsyncDisposable
{
    private LambdaRun(ScriptedRuntimeApi api, ProgramRun program)
    {
        Api = api;
        Program = program;
    }

    internal ScriptedRuntimeApi Api { get; }

    internal ProgramRun Program { get; }

    /// <summary>Starts the function.</summary>
    /// <param name="adapt">Changes its environment.</param>
    /// <param name="configure">Changes its services.</param>
    /// <param name="arguments">Its command line.</param>
    internal static async Task<LambdaRun> StartAsync(
        Func<LambdaEnvironment, LambdaEnvironment>? adapt = null, Action<IServiceCollection>? configure = null, params string[] arguments)
    {
        ScriptedRuntimeApi api = await ScriptedRuntimeApi.StartAsync();
        LambdaEnvironment environment = new("detection", api.Address);
        ProgramRun program = await ProgramRun.StartAsync(
            services =>
            {
                services.AddAWSLambdaHosting(adapt?.Invoke(environment) ?? environment);
                services.AddSingleton<IStartupFilter, TestRoutes>();
                configure?.Invoke(services);
            },
            ["--Logging:LogLevel:Default=None", .. arguments]);
        return new LambdaRun(api, program);
    }

    internal Task<ScriptedOutcome> InvokeAsync(string json) => Api.InvokeAsync(json);

    internal Task<ScriptedOutcome> InvokeAsync(ScriptedInvocation invocation) => Api.InvokeAsync(invocation);

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        await Api.DisposeAsync();
    }
}
