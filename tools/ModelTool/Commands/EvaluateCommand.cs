using System.CommandLine;
using Detection;
using ModelTool.Evaluation;
using ModelTool.Reports;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>evaluate</c>: measures a model through the same pipeline that the service runs.</summary>
internal static class EvaluateCommand
{
    private const string Description = "Measures a model on annotated pictures: COCO's figures, each class, the best confidence threshold, speed.";

    private const string Help = """
        The pictures go through the same pipeline the service runs. AP is measured as reference validators do: confidence 0.001, several labels a box, at most
        300 detections a picture. Precision, recall and F1 by confidence are those of the same detections at IoU .50, all classes counted together; the threshold
        with the best F1 is one to begin with for the service's confidence. Speed is measured apart, on one thread, at the thresholds the service uses.
        --output also writes all detections in COCO's results format, which other evaluation tools read.

        Exit code 0; 1 for a model that cannot be read or finds nothing at all.

          evaluate yolov8n.onnx --images val2017 --annotations instances_val2017.json --output report
        """;

    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Command command = new("evaluate", Description) { model };
        DetailedHelp.AddTo(command, Help);
        EvaluationOptions options = new(command);
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(() => RunAsync(parse.GetRequiredValue(model), options.Read(parse), console, cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(FileInfo model, EvaluationOptions.Values options, CommandConsole console, CancellationToken cancellation)
    {
        using Detector detector = EvaluationOptions.Values.Open(model);
        ModelEvaluation evaluation = await options.EvaluateAsync(detector, console, cancellation);
        ModelSpeed? speed = await options.MeasureSpeedAsync([detector], console, cancellation);
        evaluation = evaluation.With(speed?.Figures[0]);
        EvaluationReport report = evaluation.Report;
        string json = ReportJson.Write(report);
        string? page = options.WriteFiles("evaluation", json, () => EvaluationPage.Write(evaluation, options.Images));
        if (options.Output is { } folder)
        {
            CocoResults.Write(Path.Combine(folder.FullName, "detections.json"), evaluation.Detections);
        }

        if (options.IsJson)
        {
            console.WriteText(json);
        }
        else
        {
            Print(console.Output, report, page);
        }

        foreach (string warning in report.Warnings)
        {
            console.Warn(warning);
        }

        foreach (string fault in report.Faults)
        {
            console.Fail(fault);
        }

        return report.Faults.Length == 0 ? 0 : 1;
    }

    private static void Print(IAnsiConsole console, EvaluationReport report, string? page)
    {
        ModelFacts model = report.Model;
        console.MarkupLineInterpolated($"[bold]{model.Name}[/] ({model.Family}, {model.InputWidth}x{model.InputHeight}, {Html.Megabytes(model.Bytes)})");
        console.WriteLine(ReportPage.Method(report));
        Table table = new Table().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        foreach ((string name, double? value) in report.Figures.Named)
        {
            table.AddRow(name, value is { } figure ? FormattableString.Invariant($"{figure:F4}") : "-");
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[bold]Best[/] at {ReportPage.Words(report.Best)}, at IoU .50 over all classes");
        if (report.Speed is { } speed)
        {
            console.MarkupLineInterpolated(
                $"[bold]Speed[/], median ms of {speed.Pictures} pictures on one thread: decode {Html.Two(speed.Decode)}, letterbox {Html.Two(speed.Letterbox)}, inference {Html.Two(speed.Inference)}, head {Html.Two(speed.Head)}, whole call [bold]{Html.Two(speed.Total)}[/]");
        }

        PrintClasses(console, report);
        if (page is not null)
        {
            console.MarkupLineInterpolated($"Report: {page}");
        }
    }

    private static void PrintClasses(IAnsiConsole console, EvaluationReport report)
    {
        Table table = new Table().AddColumn("class");
        foreach (string column in (string[])["objects", "AP", "AP50", "precision", "recall", "F1"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (ClassFigures figures in report.Classes.Where(figures => figures.Objects > 0).OrderByDescending(figures => figures.Ap))
        {
            table.AddRow(
                Markup.Escape(figures.Name), FormattableString.Invariant($"{figures.Objects}"), Html.Figure(figures.Ap), Html.Figure(figures.Ap50),
                Html.Figure(figures.Precision), Html.Figure(figures.Recall), Html.Figure(figures.F1));
        }

        console.Write(table);
    }
}
