using System.CommandLine;
using ModelTool.Commands;

RootCommand root = new("Tells what a model is worth and how fast it is on this machine.")
{
    EvaluateCommand.Create(),
    CompareCommand.Create(),
    PullCommand.Create(),
    BenchCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
