using System.CommandLine;
using Detection.Imaging;
using Detection.Models;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary>A command's console: results go to the output, progress and errors to the error stream, so that JSON can be piped.</summary>
/// <param name="parse">The command line, with the streams it was invoked on.</param>
internal sealed class CommandConsole(ParseResult parse)
{
    /// <summary>Where there is no terminal to ask for its width: so wide that no sentence and no path is wrapped.</summary>
    private const int WidthWithoutTerminal = 2000;

    private readonly TextWriter _text = parse.InvocationConfiguration.Output;

    /// <summary>For people.</summary>
    internal IAnsiConsole Output { get; } = Open(parse.InvocationConfiguration.Output);

    /// <summary>For progress and faults.</summary>
    internal IAnsiConsole Error { get; } = Open(parse.InvocationConfiguration.Error);

    /// <summary>Writes JSON or other text as it is.</summary>
    internal void WriteText(string text) => _text.WriteLine(text);

    /// <summary>Says what went wrong.</summary>
    internal void Fail(string sentence) => Error.MarkupLineInterpolated($"[red]{sentence}[/]");

    /// <summary>Says what the reader should know.</summary>
    internal void Warn(string sentence) => Error.MarkupLineInterpolated($"[yellow]{sentence}[/]");

    /// <summary>Runs a command's work; an error that the user can fix becomes a message and exit code 1.</summary>
    /// <param name="work">The work; returns the exit code.</param>
    internal async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is ModelException or PictureException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Fail(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            Fail("Stopped.");
            return 1;
        }
    }

    /// <summary>Runs work with a bar on a terminal, and without one elsewhere.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="total">Of how many steps.</param>
    /// <param name="work">The work; it reports its steps to the argument, which is null where there is no terminal.</param>
    internal async Task<T> WithProgressAsync<T>(string what, double total, Func<IProgress<int>?, Task<T>> work)
    {
        if (!Error.Profile.Out.IsTerminal || !Error.Profile.Capabilities.Ansi)
        {
            return await work(null);
        }

        return await Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(what), maxValue: total);
                return work(new Bar(bar));
            });
    }

    private static IAnsiConsole Open(TextWriter writer)
    {
        AnsiConsoleOutput output = new(writer);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!output.IsTerminal)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }

    // Not Progress<T>, which would report on other threads, after the end too.
    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Increment(value);
    }
}
