using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>shutdown</c>: the service ended under load.</summary>
internal static class ShutdownCommand
{
    internal static Command Create()
    {
        Option<double> drain = new("--drain") { Description = "Seconds the service has for what it has accepted (Shutdown__DrainSeconds).", DefaultValueFactory = _ => 30 };
        return CommonOptions.Command(
            "shutdown",
            "Ends the service under load: after SIGTERM all it accepted must be answered and it must end regularly; after SIGKILL another must serve in its place.",
            [drain],
            (parse, settings, cancellation) => ShutdownScenario.RunAsync(TimeSpan.FromSeconds(parse.GetValue(drain)), settings, cancellation));
    }
}
