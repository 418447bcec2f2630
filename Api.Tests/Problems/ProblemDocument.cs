using System.Net;
using System.Text.Json;

namespace Api.Tests.Problems;

/// <summary>The shape that every error has.</summary>
internal static class ProblemDocument
{
    /// <summary>Reads an error and checks its shape.</summary>
    /// <returns>Its sentence.</returns>
    internal static async Task<string> RequireAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement problem = document.RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.StartsWith("https://", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        RequireText(problem, "title");
        RequireText(problem, "traceId");
        string sentence = RequireText(problem, "detail");
        Assert.Equal(sentence, RequireText(problem, "error"));
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return sentence;
    }

    private static string RequireText(JsonElement problem, string member)
    {
        string? text = problem.GetProperty(member).GetString();
        Assert.False(string.IsNullOrWhiteSpace(text), $"{member} is empty.");
        return text;
    }
}
