using System.CommandLine;
using System.Text.Json;
using ModelTool.Commands;

namespace ModelTool.Tests;

/// <summary>A command line run to its end: its exit code and what it wrote to both streams.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The output, which must be JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Task<ToolRun> OfAsync(params string[] arguments) => OfAsync(PullCommand.Create(), arguments);

    /// <summary>With a <c>pull</c> of a test's own.</summary>
    public static async Task<ToolRun> OfAsync(Command pull, params string[] arguments)
    {
        RootCommand root = new()
        {
            InspectCommand.Create(), EvaluateCommand.Create(), CompareCommand.Create(), BenchCommand.Create(), OptimizeCommand.Create(), QuantizeCommand.Create(), pull,
        };
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
