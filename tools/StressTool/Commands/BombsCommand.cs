using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>bombs</c>: small pictures that would cost much.</summary>
internal static class BombsCommand
{
    internal static Command Create()
    {
        Option<int> tries = new("--tries") { Description = "How often each is sent and timed.", DefaultValueFactory = _ => 5 };
        Option<double> milliseconds = new("--milliseconds") { Description = "In what time each must be refused.", DefaultValueFactory = _ => 100 };
        Option<bool> largest = new("--largest") { Description = "Measure also what the largest pictures cost that the service takes by default." };
        return CommonOptions.Command(
            "bombs",
            "Sends small pictures that inflate, lie about their size or never end: each must be refused at once, within 32 MiB.",
            [tries, milliseconds, largest],
            (parse, settings, cancellation) => BombsScenario.RunAsync(
                new BombsOptions(parse.GetValue(tries), parse.GetValue(milliseconds), parse.GetValue(largest)), settings, cancellation));
    }
}
