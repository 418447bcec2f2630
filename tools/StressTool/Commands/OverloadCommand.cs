using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>overload</c>: more requests than the service can do.</summary>
internal static class OverloadCommand
{
    internal static Command Create()
    {
        Option<int> seconds = new("--seconds") { Description = "How long requests are offered.", DefaultValueFactory = _ => 30 };
        Option<double> factor = new("--factor") { Description = "How many times what the service does at best is offered.", DefaultValueFactory = _ => 4 };
        Option<int> queue = new("--queue") { Description = "How many analyses may wait (Limits__QueueLength).", DefaultValueFactory = _ => 16 };
        return CommonOptions.Command(
            "overload",
            "Measures what the service does at best, then offers a multiple of it: it must go on doing as much, and refuse the rest at once with 429.",
            [seconds, factor, queue],
            (parse, settings, cancellation) => OverloadScenario.RunAsync(
                new OverloadOptions(TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(factor), parse.GetValue(queue)), settings, cancellation));
    }
}
