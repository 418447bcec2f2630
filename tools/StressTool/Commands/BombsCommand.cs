using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>bombs</c>: small pictures that are expensive to decode.</summary>
internal static class BombsCommand
{
    internal static Command Create()
    {
        Option<int> tries = new("--tries") { Description = "How often each is sent and timed.", DefaultValueFactory = _ => 5 };
        Option<double> milliseconds = new("--milliseconds") { Description = "Milliseconds within which each must be refused.", DefaultValueFactory = _ => 100 };
        Option<bool> largest = new("--largest") { Description = "Also measure the largest pictures that the service accepts by default." };
        return CommonOptions.Command(
            "bombs",
            "Sends small pictures that inflate, lie about their size or never end: each must be refused at once, within 32 MiB.",
            [tries, milliseconds, largest],
            (parse, settings, cancellation) => BombsScenario.RunAsync(
                new BombsOptions(parse.GetValue(tries), parse.GetValue(milliseconds), parse.GetValue(largest)), settings, cancellation));
    }
}
