using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>annotate</c>: the cost of annotated pictures.</summary>
internal static class AnnotateCommand
{
    internal static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "How many times each form of answer is requested.", DefaultValueFactory = _ => 100 };
        Option<FileInfo[]> pictures = new("--pictures")
        {
            Description = "The pictures to send; by default one of the samples.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return CommonOptions.Command(
            "annotate",
            "Compares the latency of annotated pictures with that of JSON: one caller requests each form of answer in turn.",
            [rounds, pictures],
            (parse, settings, cancellation) => AnnotateScenario.RunAsync(parse.GetValue(rounds), parse.GetValue(pictures) ?? [], settings, cancellation));
    }
}
