using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Api.Problems;

/// <summary>An error as it is sent: RFC 9457 problem details that also carry the sentence as <c>error</c>.</summary>
/// <param name="Type">What the status means, as a link to its definition.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong with this request, as a sentence.</param>
/// <param name="Error">The same sentence.</param>
/// <param name="TraceId">The trace by which logs and traces name the request.</param>
internal sealed record ProblemResponse(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("traceId")] string TraceId)
{
    /// <summary>The media type it is sent as.</summary>
    internal const string ContentType = "application/problem+json";

    // Some sentences quote the caller: a class, a path. The quote may be megabytes long, and JSON escapes can make it six times that.
    private const int LongestSentence = 400;

    /// <summary>Sends a problem as the answer. It ignores the request's Accept: an error without a body helps no caller.</summary>
    internal static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.StatusCode;
        if (problem.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<IErrorFormat>() is { } format)
        {
            return format.WriteAsync(context, problem);
        }

        return context.Response.WriteAsJsonAsync(
            From(problem, Activity.Current?.Id ?? context.TraceIdentifier),
            ApiJson.Default.ProblemResponse,
            ContentType,
            context.RequestAborted);
    }

    /// <summary>A sentence as it may be sent.</summary>
    internal static string Shorten(string sentence) => sentence.Length <= LongestSentence ? sentence : sentence[..LongestSentence] + "…";

    /// <summary>What is sent for a problem.</summary>
    internal static ProblemResponse From(Problem problem, string traceId)
    {
        string sentence = Shorten(problem.Sentence);
        string title = ReasonPhrases.GetReasonPhrase(problem.StatusCode);
        return new ProblemResponse(
            $"https://httpwg.org/specs/rfc9110.html#status.{problem.StatusCode}",
            title.Length == 0 ? "Error" : title,
            problem.StatusCode,
            sentence,
            sentence,
            traceId);
    }
}
