namespace Api.Tests.Analyze;

/// <summary>Calls of POST /analyze.</summary>
internal static class AnalyzeCalls
{
    /// <summary>Sends a body, with a query such as <c>?confidence=0.4</c>.</summary>
    internal static Task<HttpResponseMessage> PostAnalyzeAsync(this ApiFactory api, HttpContent? body, string query = "") =>
        api.Client.PostAsync(new Uri("/analyze" + query, UriKind.Relative), body);

    /// <summary>Sends a body that must be answered with success.</summary>
    internal static async Task<AnalyzeAnswer> AnalyzeAsync(this ApiFactory api, HttpContent body, string query = "")
    {
        using HttpContent sent = body;
        using HttpResponseMessage response = await api.PostAnalyzeAsync(sent, query);
        return await AnalyzeAnswer.ReadAsync(response);
    }

    /// <summary>Sends a picture as the body, which must be answered with success.</summary>
    internal static Task<AnalyzeAnswer> AnalyzeAsync(this ApiFactory api, byte[] picture, string query = "") =>
        api.AnalyzeAsync(PictureContent.Raw(picture), query);
}
