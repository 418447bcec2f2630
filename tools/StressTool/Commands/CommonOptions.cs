using System.CommandLine;
using Spectre.Console;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Commands;

/// <summary>What all scenarios have: their options, and how they end.</summary>
internal sealed class CommonOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    private readonly Option<string[]> _settings = new("--setting")
    {
        Description = "A setting of the service as an environment variable, NAME=VALUE; it overrides the scenario's own. NAME= leaves one out, for a service that does not know it.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _minutes = new("--minutes") { Description = "Most minutes the scenario may take.", DefaultValueFactory = _ => 60 };

    private CommonOptions()
    {
    }

    /// <summary>Makes a command of a scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does and requires.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="run">Runs it.</param>
    internal static Command Command(
        string name, string description, Option[] options, Func<ParseResult, ServiceSettings, CancellationToken, Task<ScenarioReport>> run)
    {
        CommonOptions common = new();
        Command command = new(name, description);
        foreach (Option option in (Option[])[.. options, common._settings, common._minutes, common._json])
        {
            command.Options.Add(option);
        }

        command.SetAction((parse, cancellation) => common.RunAsync(parse, run, cancellation));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parse, Func<ParseResult, ServiceSettings, CancellationToken, Task<ScenarioReport>> run, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(parse.GetValue(_minutes)));
        try
        {
            ScenarioReport report = await run(parse, new ServiceSettings(parse.GetValue(_settings) ?? []), limit.Token);
            if (parse.GetValue(_json))
            {
                Console.WriteLine(ReportJson.Write(report));
            }
            else
            {
                ReportPrinter.Print(AnsiConsole.Console, report);
            }

            return report.IsHeld ? 0 : 1;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("The scenario was cancelled.");
            return 1;
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
