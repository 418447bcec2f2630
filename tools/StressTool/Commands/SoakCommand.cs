using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>soak</c>: full load for a long time.</summary>
internal static class SoakCommand
{
    internal static Command Create()
    {
        Option<int> analyses = new("--analyses") { Description = "How many pictures are analysed.", DefaultValueFactory = _ => 20_000 };
        return CommonOptions.Command(
            "soak",
            "Full load for a long time, pictures of every format in turn: all must be analysed, and memory and handles must not grow.",
            [analyses],
            (parse, settings, cancellation) => SoakScenario.RunAsync(parse.GetValue(analyses), settings, cancellation));
    }
}
