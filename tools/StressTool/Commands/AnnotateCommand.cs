using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>annotate</c>: what drawing costs.</summary>
internal static class AnnotateCommand
{
    internal static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "How many times each form of answer is asked for.", DefaultValueFactory = _ => 100 };
        Option<FileInfo[]> pictures = new("--pictures")
        {
            Description = "The pictures to send; by default one of the samples.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return CommonOptions.Command(
            "annotate",
            "What the annotated picture costs beside the boxes as JSON: each form of answer asked for in turn by one caller.",
            [rounds, pictures],
            (parse, settings, cancellation) => AnnotateScenario.RunAsync(parse.GetValue(rounds), parse.GetValue(pictures) ?? [], settings, cancellation));
    }
}
