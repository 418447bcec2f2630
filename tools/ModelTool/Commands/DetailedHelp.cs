using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ModelTool.Commands;

/// <summary>A command's help with what one should know besides the options: how it works, exit codes, examples.</summary>
internal sealed class DetailedHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();
    private readonly string _text;

    private DetailedHelp(string text) => _text = text;

    /// <summary>Prints the help.</summary>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(_text);
        return exitCode;
    }

    /// <summary>Gives a command this help; the list of commands keeps to its description.</summary>
    /// <param name="command">The command.</param>
    /// <param name="text">What stands below the options.</param>
    internal static void AddTo(Command command, string text) => command.Options.Add(new HelpOption { Action = new DetailedHelp(text) });
}
