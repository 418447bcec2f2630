using System.Globalization;

namespace Api.Lambda;

/// <summary>The environment variables that Lambda sets for a function's process, read once at start.</summary>
/// <param name="FunctionName">Name of the function, never empty.</param>
/// <param name="RuntimeApi">Where the Runtime API answers, as host:port; empty where the variable is missing.</param>
internal sealed record LambdaEnvironment(string FunctionName, string RuntimeApi)
{
    /// <summary>Memory of the function in MB, or null where it is not known: then nothing is derived from it.</summary>
    internal int? MemorySizeMb { get; init; }

    /// <summary>How the sandbox was started: on-demand, provisioned-concurrency, snap-start or lambda-managed-instances; null where it is not known.</summary>
    internal string? InitializationType { get; init; }

    /// <summary>How many invocations one process takes at the same time, at least 1. Above 1 on Managed Instances only.</summary>
    internal int MaxConcurrency { get; init; } = 1;

    /// <summary>Whether the function is set up for log lines as JSON.</summary>
    internal bool LogsJson { get; init; }

    /// <summary>Whether the garbage collector's heap has been limited by its own variables: those are left alone.</summary>
    internal bool HasHeapLimit { get; init; }

    /// <summary>When the init phase began.</summary>
    internal DateTimeOffset InitStarted { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The Runtime API's address, or null where the variable does not hold one.</summary>
    internal Uri? RuntimeApiUri { get; } =
        Uri.TryCreate($"http://{RuntimeApi}/2018-06-01/runtime/", UriKind.Absolute, out Uri? uri) && RuntimeApi.Length > 0 ? uri : null;

    /// <summary>Whether a snapshot is taken after the init phase.</summary>
    internal bool IsSnapStart => InitializationType == "snap-start";

    /// <summary>Whether the init phase is cut off after 10 s. With provisioned concurrency, snapshots and Managed Instances it is not.</summary>
    internal bool HasShortInit => InitializationType is null or "on-demand";

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">Gives a variable's value, or null.</param>
    /// <returns>Null outside Lambda.</returns>
    internal static LambdaEnvironment? Read(Func<string, string?> variable)
    {
        string? name = variable("AWS_LAMBDA_FUNCTION_NAME");
        return string.IsNullOrWhiteSpace(name)
            ? null
            : new LambdaEnvironment(name, variable("AWS_LAMBDA_RUNTIME_API") ?? string.Empty)
            {
                MemorySizeMb = ReadNumber(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")),
                InitializationType = variable("AWS_LAMBDA_INITIALIZATION_TYPE"),
                MaxConcurrency = ReadNumber(variable("AWS_LAMBDA_MAX_CONCURRENCY")) ?? 1,
                LogsJson = string.Equals(variable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase),
                HasHeapLimit = variable("DOTNET_GCHeapHardLimit") is not null || variable("DOTNET_GCHeapHardLimitPercent") is not null,
                InitStarted = ProcessStart(),
            };
    }

    private static int? ReadNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;

    private static DateTimeOffset ProcessStart()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.StartTime;
    }
}
