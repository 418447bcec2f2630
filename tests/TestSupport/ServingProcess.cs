using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TestSupport;

/// <summary>A process that serves HTTP on a free port of the loopback and says on which.</summary>
public sealed class ServingProcess : IAsyncDisposable
{
    /// <summary>How long anything may take that normally takes a second or two.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly string _mark;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServingProcess(ProcessStartInfo start, string mark)
    {
        _mark = mark;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The process ended before it served:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>All it wrote so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path, or its name on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="mark">What stands before the address in its output.</param>
    /// <param name="environment">Variables; no setting of the service is inherited.</param>
    public static ServingProcess Start(string program, IEnumerable<string> arguments, string mark, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServingProcess(start, mark);
    }

    /// <summary>A client for it, once it has said its address.</summary>
    public async Task<HttpClient> ConnectAsync() => new() { BaseAddress = await _address.Task.WaitAsync(Timeout), Timeout = Timeout };

    /// <summary>Ends its input and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        return await WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="timeout">How long at most; null for <see cref="Timeout"/>.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It has not ended by then.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using CancellationTokenSource limit = new(timeout ?? Timeout);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end with SIGTERM, as a container's runtime does. Windows has no such signal.</summary>
    /// <exception cref="InvalidOperationException">The signal did not reach it.</exception>
    public void Terminate()
    {
        if (SendSignal(Id, Sigterm) != 0)
        {
            throw new InvalidOperationException($"SIGTERM did not reach process {Id}.");
        }
    }

    /// <summary>Ends it at once, in the middle of what it does (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Kills it and what it started, where it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _ = _address.Task.Exception;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);

    private static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.Contains("__", StringComparison.Ordinal)
        || name is "MODEL_PATH" or "CONFIDENCE_THRESHOLD" or "IOU_THRESHOLD" or "API_KEYS" or "ORT_DISABLE_TELEMETRY";

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        int mark = line.IndexOf(_mark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            _address.TrySetResult(new Uri(line[(mark + _mark.Length)..].Trim()));
        }
    }
}
