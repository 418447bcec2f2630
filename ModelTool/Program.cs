using System.CommandLine;
using ModelTool.Commands;

RootCommand root = new("Tells what a model is worth and how fast it is on this machine.")
{
    EvaluateCommand.Create(),
    BenchCommand.Create(),
    QuantizeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
