using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Api.Tests.Lambda;

/// <summary>The service as Lambda starts it: a process of its own, set up by environment variables.</summary>
internal sealed class FunctionProcess : IDisposable
{
    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    internal FunctionProcess(ScriptedRuntimeApi api, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Api.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "detection";
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Address;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>All it wrote, once it has ended.</summary>
    internal string Output => _output.Result + _error.Result;

    internal void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    internal async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
