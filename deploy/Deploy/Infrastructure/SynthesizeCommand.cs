using System.CommandLine;
using Amazon.CDK;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>The command <c>synthesize</c>: the CDK app itself, which cdk.json starts.</summary>
internal static class SynthesizeCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        Command command = new("synthesize", "Writes the CloudFormation template; started by the CDK's command line (cdk synth, cdk deploy).");
        command.SetCheckedAction(parsed =>
        {
            // Checked before the CDK starts, so that a wrong knob is reported at once and without a stack trace.
            DeploySettings settings = DeploySettings.Read(CdkContext.Read(), RepositoryFolder.Find());

            // The CDK runs on Node underneath, and without it ends in a stack trace of its own.
            Programs.Run("node", ["--version"], Directory.GetCurrentDirectory());

            App app = new();
            _ = new DetectionStack(app, settings);
            app.Synth();
        });
        return command;
    }
}
