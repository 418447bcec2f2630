using System.Net;
using StressTool.Http;

namespace StressTool.Draining;

/// <summary>Asks a service for its readiness as a load balancer does: over and over, with a connection each time.</summary>
/// <param name="service">Where it listens.</param>
internal sealed class ReadinessProbe(IPEndPoint service)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly List<string> _outcomes = [];
    private volatile bool _isOver;
    private Task _probing = Task.CompletedTask;

    /// <summary>The answers it got, in order and without repetitions. Read it when the probe has stopped.</summary>
    internal IReadOnlyList<string> Outcomes => _outcomes;

    internal void Start() => _probing = Task.Run(ProbeAsync);

    internal Task StopAsync()
    {
        _isOver = true;
        return _probing;
    }

    private async Task ProbeAsync()
    {
        byte[] request = RequestBytes.Get("/health/ready");
        while (!_isOver)
        {
            using HttpConnection connection = new(service, Timeout);
            string outcome = (await connection.ExchangeAsync(request)).Outcome;
            if (_outcomes.Count == 0 || _outcomes[^1] != outcome)
            {
                _outcomes.Add(outcome);
            }

            await Task.Delay(Interval);
        }
    }
}
