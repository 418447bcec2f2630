using Detection;

namespace Api.Telemetry;

/// <summary>The analyses of one request, as far as what is told of requests needs them. A feature of the request.</summary>
internal sealed class RequestAnalyses
{
    private readonly List<DetectionResult> _results = [];

    /// <summary>What was found, one for each picture that was analysed.</summary>
    internal IReadOnlyList<DetectionResult> Results => _results;

    /// <summary>How many failed for a reason of the service's.</summary>
    internal int Errors { get; private set; }

    /// <summary>Adds an analysis.</summary>
    /// <param name="result">What was found; null where it failed.</param>
    /// <param name="status">The status that tells of it.</param>
    internal void Add(DetectionResult? result, int status)
    {
        if (result is not null)
        {
            _results.Add(result);
        }
        else if (status >= StatusCodes.Status500InternalServerError)
        {
            Errors++;
        }
    }
}
