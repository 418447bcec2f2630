using System.CommandLine;

namespace Deploy;

/// <summary>How a command runs and ends.</summary>
internal static class CommandExtensions
{
    /// <summary>Runs an action; an error that the user can fix ends with exit code 1 and its message instead of a stack trace.</summary>
    internal static void SetCheckedAction(this Command command, Action<ParseResult> action) => command.SetAction(parsed =>
    {
        try
        {
            action(parsed);
            return 0;
        }
        catch (Exception exception) when (exception is DeployException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(exception.Message);
            return 1;
        }
    });
}
