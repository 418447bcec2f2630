using Shared;

namespace Deploy.Packaging;

/// <summary>Publishes the service for Lambda.</summary>
/// <param name="options">The package asked for.</param>
/// <param name="repository">The folder of Api.sln.</param>
/// <param name="output">Where progress is reported.</param>
internal sealed class ApiPublish(PackageOptions options, string repository, TextWriter output)
{
    // Compiled ahead of time: a cold start spends most of its time in the just-in-time compiler otherwise.
    internal static readonly string[] ReadyToRun = ["-p:PublishReadyToRun=true"];

    internal static readonly string[] SelfContained = ["--self-contained", "true"];

    // What .NET and ASP.NET hold and the service does not use is most of them. The OpenAPI pages find their parts by reflection, which a trimmer
    // cannot follow: a package that has them keeps all of .NET.
    internal static readonly string[] Trimmed = ["-p:PublishTrimmed=true", "-p:OpenApiPages=false"];

    // AWS's .NET starts Api.dll: an executable beside it would be of no use, and only what brings .NET along can be trimmed.
    private static readonly string[] FrameworkDependent = ["--self-contained", "false", "-p:UseAppHost=false", "-p:PublishTrimmed=false"];

    /// <summary>Publishes into an empty folder.</summary>
    /// <exception cref="DeployException">The service does not build.</exception>
    internal void Into(string folder)
    {
        output.WriteLine($"Publishing the service for {options.Runtime.Name()} on {options.Architecture.RuntimeIdentifier()} ...");
        ProgramRun run = Run(options.Architecture.RuntimeIdentifier(), [.. Runtime, .. ReadyToRun, "-p:DebugType=none"], repository, folder);
        if (run.ExitCode != 0)
        {
            output.WriteLine(run.Output);
            throw new DeployException("The service could not be published; the output of 'dotnet publish' is above.");
        }
    }

    /// <summary>Runs <c>dotnet publish</c>.</summary>
    /// <param name="runtimeIdentifier">The platform published for.</param>
    /// <param name="more">Further arguments.</param>
    /// <param name="repository">The folder of Api.sln.</param>
    /// <param name="folder">The folder to publish into.</param>
    internal static ProgramRun Run(string runtimeIdentifier, string[] more, string repository, string folder) => Programs.Run(
        "dotnet",
        [
            "publish", Path.Combine("Api", "Api.csproj"), "-c", "Release", "-r", runtimeIdentifier, .. more,

            // Packaging must not rewrite the checked-in document, and another processor's build could not even run to make it.
            "-p:OpenApiGenerateDocumentsOnBuild=false", "-nologo", "-o", folder,
        ],
        repository);

    private string[] Runtime => options switch
    {
        { Runtime: LambdaRuntime.Managed } => FrameworkDependent,
        { OpenApiPages: true } => SelfContained,
        _ => [.. SelfContained, .. Trimmed],
    };
}
