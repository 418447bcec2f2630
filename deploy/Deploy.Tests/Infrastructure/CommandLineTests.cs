using Deploy.Settings;
using Deploy.Tests.Settings;
using Shared;

namespace Deploy.Tests.Infrastructure;

/// <summary>The whole way, as a user goes it: the CDK's command line starts the app.</summary>
[Collection(CdkTests.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly Context _context = new();

    public void Dispose() => _context.Dispose();

    [NodeFact]
    public void Synth_Offline_WritesTheTemplate()
    {
        ProgramRun run = Synth($"detection:zip={_context["artifacts", "lambda", "lambda.zip"]}", "detection:stackName=FromCommandLine", "detection:memoryMb=2048");

        Assert.True(run.ExitCode == 0, run.Output);
        string template = File.ReadAllText(_context["out", "FromCommandLine.template.json"]);
        Assert.Contains("\"MemorySize\": 2048", template, StringComparison.Ordinal);
    }

    [NodeFact]
    public void Synth_WrongKnobs_SentencesAndNoStackTrace()
    {
        ProgramRun run = Synth("detection:zip=no/such.zip", "detection:warmups=9", "detection:memory=1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("- detection:warmups is '9', which is not a whole number from 0 to 5.", run.Output, StringComparison.Ordinal);
        Assert.Contains("is not there: make it with 'dotnet run --project deploy/Deploy -- package'.", run.Output, StringComparison.Ordinal);
        Assert.Contains("- detection:memory is not a knob", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    private ProgramRun Synth(params string[] context)
    {
        // The built app instead of 'dotnet run', which would build it anew. The port that nobody listens on stands for a machine without network.
        string app = $"dotnet \"{typeof(DeploySettings).Assembly.Location}\" synthesize";
        string[] arguments =
        [
            NodeTools.PathOf("node_modules", "aws-cdk", "bin", "cdk"), "synth", "--quiet", "--app", app, "--output", _context["out"],
            "--proxy", "http://127.0.0.1:9", .. context.SelectMany(knob => new[] { "-c", knob }),
        ];
        return Programs.Run("node", arguments, Path.Combine(RepositoryFiles.Root, "deploy", "Deploy"));
    }
}
