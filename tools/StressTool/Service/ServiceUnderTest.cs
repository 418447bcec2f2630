using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StressTool.Http;
using StressTool.Pictures;
using TestSupport;

namespace StressTool.Service;

/// <summary>The service as a process of its own, ready to analyse.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    /// <summary>How long a scenario waits for an answer: longer than the service's own time-out of 30 s, so that its 504 is seen.</summary>
    internal static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(35);

    private readonly ServiceProcess _process;
    private readonly HttpClient _client;

    private ServiceUnderTest(ServiceProcess process, HttpClient client, TimeSpan startTime, int sessions)
    {
        _process = process;
        _client = client;
        StartTime = startTime;
        Sessions = sessions;
        EndPoint = new IPEndPoint(IPAddress.Loopback, client.BaseAddress!.Port);
        Memory = new ProcessMemory(process.Id);
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint EndPoint { get; }

    /// <summary>How many pictures it analyses at once.</summary>
    internal int Sessions { get; }

    /// <summary>From the start of the process to readiness.</summary>
    internal TimeSpan StartTime { get; }

    /// <summary>Its memory and handles.</summary>
    internal ProcessMemory Memory { get; }

    /// <summary>Whether it has ended.</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>All it wrote so far.</summary>
    internal string Output => _process.Output;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Its settings; nothing else of the environment is one.</param>
    /// <param name="port">Where to listen; 0 for any free port.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready, with what it wrote.</exception>
    internal static async Task<ServiceUnderTest> StartAsync(ServiceSettings settings, int port = 0)
    {
        long start = Stopwatch.GetTimestamp();
        ServiceProcess process = ServiceProcess.Start([.. settings.Variables, ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}")]);
        try
        {
            HttpClient client = await process.ConnectAsync();
            TimeSpan startTime = Stopwatch.GetElapsedTime(start);
            using JsonDocument model = JsonDocument.Parse(await client.GetStringAsync(new Uri("/model", UriKind.Relative)));
            return new ServiceUnderTest(process, client, startTime, model.RootElement.GetProperty("runtime").GetProperty("sessions").GetInt32());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it answers to a picture that it can analyse.</summary>
    /// <exception cref="InvalidOperationException">It answers with something else than 200.</exception>
    internal async Task<byte[]> AnalyzeAsync(SeedPicture picture)
    {
        using HttpConnection connection = new(EndPoint, ServingProcess.Timeout);
        HttpAnswer answer = await connection.ExchangeAsync(RequestBytes.Analyze(picture.Bytes));
        return answer.Status == 200 ? answer.Body.ToArray() : throw new InvalidOperationException($"{picture.Name} was answered with: {answer.Outcome}.");
    }

    /// <summary>Sends it SIGTERM.</summary>
    internal void Terminate() => _process.Terminate();

    /// <summary>Sends it SIGKILL.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>The exit code; null where it has not ended by then.</returns>
    internal async Task<int?> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            return await _process.WaitForExitAsync(timeout);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
