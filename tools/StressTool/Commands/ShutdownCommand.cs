using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>shutdown</c>: stops the service under load.</summary>
internal static class ShutdownCommand
{
    internal static Command Create()
    {
        Option<double> drain = new("--drain") { Description = "Seconds the service has to answer accepted requests (Shutdown__DrainSeconds).", DefaultValueFactory = _ => 30 };
        return CommonOptions.Command(
            "shutdown",
            "Stops the service under load: after SIGTERM all accepted requests must be answered and the exit code must be 0; after SIGKILL a new process must serve on the same port.",
            [drain],
            (parse, settings, cancellation) => ShutdownScenario.RunAsync(TimeSpan.FromSeconds(parse.GetValue(drain)), settings, cancellation));
    }
}
