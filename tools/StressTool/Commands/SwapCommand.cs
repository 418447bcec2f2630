using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>swap</c>: models replaced under load.</summary>
internal static class SwapCommand
{
    internal static Command Create()
    {
        Option<int> replacements = new("--replacements") { Description = "How often the model's file is replaced.", DefaultValueFactory = _ => 200 };
        Option<int> seed = new("--seed") { Description = "Seed of what it is replaced by, and how.", DefaultValueFactory = _ => 1 };
        return CommonOptions.Command(
            "swap",
            "Replaces the model's file under load, by good and by broken ones, whole and half by half: no request may fail, and each answer must come from one model.",
            [replacements, seed],
            (parse, settings, cancellation) => SwapScenario.RunAsync(parse.GetValue(replacements), parse.GetValue(seed), settings, cancellation));
    }
}
