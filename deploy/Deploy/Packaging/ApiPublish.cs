using System.Text.RegularExpressions;
using Shared;

namespace Deploy.Packaging;

/// <summary>Publishes the service for Lambda: the one place that says how.</summary>
/// <param name="options">The package asked for.</param>
/// <param name="repository">The folder of Api.sln.</param>
/// <param name="output">Where progress is told.</param>
/// <param name="warnings">Where warnings are told.</param>
internal sealed partial class ApiPublish(PackageOptions options, string repository, TextWriter output, TextWriter warnings)
{
    // Compiled ahead of time: a cold start spends most of its time in the just-in-time compiler otherwise.
    internal static readonly string[] ReadyToRun = ["-p:PublishReadyToRun=true"];

    // Whatever else makes the SDK ask for .NET itself on that platform: analysers of code that is meant to be trimmed.
    private static readonly string[] JustInTime = ["-p:PublishReadyToRun=false", "-p:IsAotCompatible=false"];

    // AWS's .NET starts Api.dll: an executable beside it would be of no use, and only what brings .NET along can be trimmed.
    private static readonly string[] FrameworkDependent = ["--self-contained", "false", "-p:UseAppHost=false", "-p:PublishTrimmed=false"];

    internal static readonly string[] SelfContained = ["--self-contained", "true"];

    // What .NET and ASP.NET hold and the service does not use is most of them. The OpenAPI pages find their parts by reflection, which a trimmer
    // cannot follow: a package that has them keeps all of .NET.
    internal static readonly string[] Trimmed = ["-p:PublishTrimmed=true", "-p:OpenApiPages=false"];

    /// <summary>Publishes into an empty folder.</summary>
    /// <exception cref="DeployException">The service does not build, or what the platform needs is not to be had.</exception>
    internal void Into(string folder)
    {
        output.WriteLine($"Publishing the service for {options.Runtime.Name()} on {options.Architecture.RuntimeIdentifier()} ...");
        ProgramRun run = Publish(folder, ReadyToRun);
        if (MissingPackages(run) is { Length: > 0 } missing)
        {
            if (options.Runtime == LambdaRuntime.Provided)
            {
                throw new DeployException(
                    $"A self-contained package for {options.Architecture.Name()} brings .NET along, and the NuGet source in use does not have it: "
                    + $"{missing} cannot be found. "
                    + $"Use a source that has them, or '--runtime {LambdaRuntime.Managed.Name()}', where AWS brings .NET.");
            }

            warnings.WriteLine(
                $"Warning: without ReadyToRun, because the NuGet source in use does not have {missing}: "
                + "cold starts take longer, SnapStart or provisioned concurrency hides that.");
            run = Publish(folder, JustInTime);
        }

        if (run.ExitCode != 0)
        {
            output.WriteLine(run.Output);
            throw new DeployException("The service could not be published; the output of 'dotnet publish' is above.");
        }
    }

    private ProgramRun Publish(string folder, string[] more)
    {
        string[] runtime = options.Runtime == LambdaRuntime.Managed ? FrameworkDependent
            : options.OpenApiPages ? SelfContained
            : [.. SelfContained, .. Trimmed];
        return Programs.Run(
            "dotnet",
            [
                "publish", Path.Combine("Api", "Api.csproj"), "-c", "Release", "-r", options.Architecture.RuntimeIdentifier(), .. runtime, .. more,

                // Packaging must not rewrite the checked-in document, and another processor's build could not even run to make it.
                "-p:OpenApiGenerateDocumentsOnBuild=false",
                "-p:DebugType=none", "-nologo", "-o", folder,
            ],
            repository);
    }

    private static string MissingPackages(ProgramRun run) => run.ExitCode == 0
        ? string.Empty
        : string.Join(", ", MissingPackage().Matches(run.Output).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"error NU1101: [^\r\n]*?\b(Microsoft\.[A-Za-z.]+\.linux-[a-z0-9]+)")]
    private static partial Regex MissingPackage();
}
