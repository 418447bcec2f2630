using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Api.Tests.Access;

/// <summary>Keeps every line that is logged, with its scopes' and its own values.</summary>
internal sealed class TraceLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    internal IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : $"{state}";
        _lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {values} {exception}");
    }

    public void Dispose()
    {
    }
}
