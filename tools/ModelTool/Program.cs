using System.CommandLine;
using ModelTool.Commands;

RootCommand root = new("Says what a model is, what it is worth and how fast it is on this machine.")
{
    InspectCommand.Create(),
    EvaluateCommand.Create(),
    CompareCommand.Create(),
    PullCommand.Create(),
    BenchCommand.Create(),
    OptimizeCommand.Create(),
    QuantizeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
