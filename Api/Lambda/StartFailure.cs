using Api.Lambda.Runtime;

namespace Api.Lambda;

/// <summary>Tells Lambda why the service did not even start, as when settings are not valid: before the server is there to tell it.</summary>
internal static class StartFailure
{
    /// <summary>Reports a reason. A report that fails leaves the log as the only place; the process ends in any case, which Lambda sees.</summary>
    internal static async Task ReportAsync(LambdaEnvironment environment, string reason)
    {
        try
        {
            using RuntimeApiClient client = new(environment);
            await client.ReportInitErrorAsync(new RuntimeError(reason, RuntimeError.InitType, []));
        }
        catch (RuntimeApiException)
        {
        }
    }
}
