using Api.Problems;

namespace Api.DeepStack;

/// <summary>Writes errors as clients of DeepStack read them.</summary>
internal sealed class DeepStackErrorFormat : IErrorFormat
{
    public Task WriteAsync(HttpContext context, Problem problem) => context.Response.WriteAsJsonAsync(
        new DeepStackError(Success: false, ProblemResponse.Shorten(problem.Sentence), problem.StatusCode, Duration: 0),
        ApiJson.Default.DeepStackError,
        "application/json",
        context.RequestAborted);
}
