using Detection;

namespace Api.Telemetry;

/// <summary>The analyses of one request, for its telemetry. A feature of the request.</summary>
internal sealed class RequestAnalyses
{
    private readonly List<DetectionResult> _results = [];

    /// <summary>The results, one for each picture that was analysed.</summary>
    internal IReadOnlyList<DetectionResult> Results => _results;

    /// <summary>How many analyses failed through the service's fault.</summary>
    internal int Errors { get; private set; }

    /// <summary>Adds an analysis.</summary>
    /// <param name="result">The result; null where the analysis failed.</param>
    /// <param name="status">The HTTP status of its answer.</param>
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
