using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>overload</c>: more requests than the service can handle.</summary>
internal static class OverloadCommand
{
    internal static Command Create()
    {
        Option<int> seconds = new("--seconds") { Description = "How long requests are offered.", DefaultValueFactory = _ => 30 };
        Option<double> factor = new("--factor") { Description = "The offered load as a multiple of the best throughput.", DefaultValueFactory = _ => 4 };
        Option<int> queue = new("--queue") { Description = "How many analyses may wait (Limits__QueueLength).", DefaultValueFactory = _ => 16 };
        return CommonOptions.Command(
            "overload",
            "Measures the best throughput, then offers a multiple of it: the service must keep its throughput and refuse the rest at once with 429.",
            [seconds, factor, queue],
            (parse, settings, cancellation) => OverloadScenario.RunAsync(
                new OverloadOptions(TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(factor), parse.GetValue(queue)), settings, cancellation));
    }
}
