using Api.Lambda.Runtime;

namespace Api.Lambda;

/// <summary>Reports to Lambda why the service did not start, for example because of invalid settings, when no server is running yet that could report it.</summary>
internal static class StartFailure
{
    /// <summary>Reports a reason. If the report fails, the reason is in the log only; the process ends in any case, which Lambda sees.</summary>
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
