using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StressTool.Http;

namespace StressTool.Swapping;

/// <summary>Asks the service repeatedly which model it has and in which state it is.</summary>
/// <param name="service">Where it listens.</param>
internal sealed class ModelWatcher(IPEndPoint service) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly HttpConnection _connection = new(service, Timeout);
    private string _lastName = string.Empty;

    /// <summary>How often the model's name was another than before.</summary>
    internal int Swaps { get; private set; }

    /// <summary>How often GET /health/ready was not 200.</summary>
    internal int NotReady { get; private set; }

    /// <summary>Waits until the service has a model.</summary>
    /// <returns>Whether it got it in time.</returns>
    internal Task<bool> UntilModelAsync(string name, CancellationToken cancellation) => UntilAsync(look => look.Name == name && look.Status == "ready", cancellation);

    /// <summary>Waits until the service reports its state.</summary>
    /// <returns>Whether it did so in time.</returns>
    internal Task<bool> UntilStatusAsync(string status, CancellationToken cancellation) => UntilAsync(look => look.Status == status, cancellation);

    public void Dispose() => _connection.Dispose();

    private async Task<bool> UntilAsync(Func<(string Name, string Status), bool> holds, CancellationToken cancellation)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Timeout; await Task.Delay(Interval, cancellation))
        {
            if (holds(await LookAsync()))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<(string Name, string Status)> LookAsync()
    {
        HttpAnswer ready = await _connection.ExchangeAsync(RequestBytes.Get("/health/ready"));
        NotReady += ready.Status == 200 ? 0 : 1;
        string name = await ReadAsync("/model", "name");
        string status = await ReadAsync("/health", "status");
        if (name != _lastName && name.Length > 0)
        {
            Swaps += _lastName.Length > 0 ? 1 : 0;
            _lastName = name;
        }

        return (name, status);
    }

    private async Task<string> ReadAsync(string path, string member)
    {
        HttpAnswer answer = await _connection.ExchangeAsync(RequestBytes.Get(path));
        if (answer.End != ExchangeEnd.Answered)
        {
            return string.Empty;
        }

        using JsonDocument document = JsonDocument.Parse(answer.Body);
        return document.RootElement.TryGetProperty(member, out JsonElement value) ? value.GetString() ?? string.Empty : string.Empty;
    }
}
