using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>telemetry</c>: the cost of telemetry.</summary>
internal static class TelemetryCommand
{
    internal static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "How many times each is measured.", DefaultValueFactory = _ => 9 };
        Option<int> seconds = new("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 4 };
        return CommonOptions.Command(
            "telemetry",
            "Measures the cost of OTLP: the service without it, with a collector, and with a collector that never answers, in turn.",
            [rounds, seconds],
            (parse, settings, cancellation) =>
                TelemetryScenario.RunAsync(parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(seconds)), settings, cancellation));
    }
}
