using System.CommandLine;
using StressTool.Commands;

RootCommand root = new("Tells whether the service holds under what it may meet. Starts it itself, on the loopback; exit code 0 where all criteria held, 1 otherwise.")
{
    FuzzCommand.Create(),
    OverloadCommand.Create(),
    SoakCommand.Create(),
    BombsCommand.Create(),
    SwapCommand.Create(),
    ShutdownCommand.Create(),
    TelemetryCommand.Create(),
    AnnotateCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
