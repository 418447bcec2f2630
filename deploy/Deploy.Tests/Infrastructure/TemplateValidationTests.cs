using Shared;

namespace Deploy.Tests.Infrastructure;

[Collection(CdkTests.Name)]
public sealed class TemplateValidationTests(SynthesizedStacks stacks) : IDisposable
{
    // The CDK makes the function wait for its role besides naming it: doubled, harmless, and not ours to change.
    private const string DoubledDependency = "W3005 ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NodeFact]
    public void Templates_AwsValidator_FindsNothing()
    {
        string[] findings = Validate(stacks.Standard.TemplatePath, stacks.Turned.TemplatePath, stacks.SnapStart.TemplatePath, stacks.Image.TemplatePath);

        Assert.All(findings, finding => Assert.StartsWith(DoubledDependency, finding, StringComparison.Ordinal));
    }

    [NodeFact]
    public void Templates_AwsValidator_FindsWhatIsWrong()
    {
        string right = File.ReadAllText(stacks.Standard.TemplatePath);
        string template = _folder.Write("wrong.template.json", right.Replace("\"MemorySize\": 3008", "\"MemorySize\": 64", StringComparison.Ordinal));

        Assert.Contains(Validate(template), finding => finding.Contains("MemorySize", StringComparison.Ordinal));
    }

    private static string[] Validate(params string[] templates)
    {
        ProgramRun run = Programs.Run("node", [NodeTools.PathOf("validate.mjs"), .. templates], RepositoryFiles.Root);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
