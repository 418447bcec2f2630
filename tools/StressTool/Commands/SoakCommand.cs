using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>soak</c>: full load for long.</summary>
internal static class SoakCommand
{
    internal static Command Create()
    {
        Option<int> analyses = new("--analyses") { Description = "How many pictures are analysed.", DefaultValueFactory = _ => 20_000 };
        return CommonOptions.Command(
            "soak",
            "Full load for long, pictures of every format in turn: all must be analysed, and memory and handles must stay as they are.",
            [analyses],
            (parse, settings, cancellation) => SoakScenario.RunAsync(parse.GetValue(analyses), settings, cancellation));
    }
}
