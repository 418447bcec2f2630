using System.CommandLine;
using StressTool.Scenarios;

namespace StressTool.Commands;

/// <summary><c>fuzz</c>: damaged pictures and malformed requests.</summary>
internal static class FuzzCommand
{
    internal static Command Create()
    {
        Option<int> seed = new("--seed") { Description = "Seed of all pictures and requests.", DefaultValueFactory = _ => 1 };
        Option<int> pictures = new("--pictures") { Description = "How many damaged pictures to send.", DefaultValueFactory = _ => 20_000 };
        Option<int> requests = new("--requests") { Description = "How many malformed requests to send.", DefaultValueFactory = _ => 5_000 };
        Option<string?> only = new("--only") { Description = "Send this case alone: p and the index of a picture, or r and the index of a request." };
        Option<DirectoryInfo> findings = new("--findings")
        {
            Description = "Folder for the bytes of what is found. Default: stress-findings in the folder for temporary files.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "stress-findings")),
        };
        return CommonOptions.Command(
            "fuzz",
            "Sends damaged pictures and malformed requests: none may cause a 5xx, end the service, hang, leak memory or change the answer to a good picture.",
            [seed, pictures, requests, only, findings],
            (parse, settings, cancellation) => FuzzScenario.RunAsync(
                new FuzzOptions(parse.GetValue(seed), parse.GetValue(pictures), parse.GetValue(requests), parse.GetRequiredValue(findings)) { Only = parse.GetValue(only) },
                settings,
                cancellation));
    }
}
