namespace Deploy;

/// <summary>The names that AWS and .NET give to processors and runtimes.</summary>
internal static class LambdaNames
{
    /// <summary>The names of the architectures.</summary>
    internal static readonly IReadOnlyDictionary<string, LambdaArchitecture> Architectures = new Dictionary<string, LambdaArchitecture>
    {
        ["x86_64"] = LambdaArchitecture.X64,
        ["arm64"] = LambdaArchitecture.Arm64,
    };

    /// <summary>The names of the runtimes.</summary>
    internal static readonly IReadOnlyDictionary<string, LambdaRuntime> Runtimes = new Dictionary<string, LambdaRuntime>
    {
        ["provided.al2023"] = LambdaRuntime.Provided,
        ["dotnet10"] = LambdaRuntime.Managed,
    };

    /// <summary>AWS's name, <c>x86_64</c> or <c>arm64</c>.</summary>
    internal static string Name(this LambdaArchitecture architecture) => Architectures.First(pair => pair.Value == architecture).Key;

    /// <summary>AWS's name, <c>provided.al2023</c> or <c>dotnet10</c>.</summary>
    internal static string Name(this LambdaRuntime runtime) => Runtimes.First(pair => pair.Value == runtime).Key;

    /// <summary>.NET's name of the platform.</summary>
    internal static string RuntimeIdentifier(this LambdaArchitecture architecture) => architecture == LambdaArchitecture.Arm64 ? "linux-arm64" : "linux-x64";
}
