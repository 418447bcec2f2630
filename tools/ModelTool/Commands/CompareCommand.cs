using System.CommandLine;
using Detection;
using ModelTool.Reports;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>compare</c>: two models on the same pictures.</summary>
internal static class CompareCommand
{
    private const string Description = "Puts two models side by side on the same annotated pictures: COCO's figures, size, speed.";

    private const string Help = """
        Speed is timed in turn, picture by picture, so that what disturbs the machine disturbs both; it is reported as the ratio of the second over the first. With
        --output the page draws the pictures where the models differ most, each at its own best confidence threshold.

        Exit code 0; 1 where a model cannot be read or finds nothing at all.

          compare yolov8n.onnx yolov8n-int8.onnx --images val2017 --annotations instances_val2017.json --output report
        """;

    internal static Command Create()
    {
        Argument<FileInfo> first = new Argument<FileInfo>("first") { Description = "The model to compare with, an .onnx file." }.AcceptExistingOnly();
        Argument<FileInfo> second = new Argument<FileInfo>("second") { Description = "The model to compare, an .onnx file." }.AcceptExistingOnly();
        Command command = new("compare", Description) { first, second };
        DetailedHelp.AddTo(command, Help);
        EvaluationOptions options = new(command);
        command.SetAction((parse, cancellation) =>
        {
            CommandConsole console = new(parse);
            return console.RunAsync(() => RunAsync(parse.GetRequiredValue(first), parse.GetRequiredValue(second), options.Read(parse), console, cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo first, FileInfo second, EvaluationOptions.Values options, CommandConsole console, CancellationToken cancellation)
    {
        using Detector one = EvaluationOptions.Values.Open(first);
        using Detector other = EvaluationOptions.Values.Open(second);
        ModelComparison comparison = ModelComparison.Of(
            await options.EvaluateAsync(one, console, cancellation),
            await options.EvaluateAsync(other, console, cancellation),
            await options.MeasureSpeedAsync([one, other], console, cancellation));
        string json = ReportJson.Write(comparison.Report);
        string? page = options.WriteFiles("comparison", json, () => ComparisonPage.Write(comparison, options.Images));
        if (options.IsJson)
        {
            console.WriteText(json);
        }
        else
        {
            Print(console.Output, comparison.Report, page);
        }

        string[] faults = [.. comparison.Report.First.Faults, .. comparison.Report.Second.Faults];
        Array.ForEach(faults, console.Fail);
        return faults.Length == 0 ? 0 : 1;
    }

    private static void Print(IAnsiConsole console, ComparisonReport report, string? page)
    {
        (string first, string second) = ComparisonPage.Names(report);
        console.WriteLine(ReportPage.Method(report.First));
        Table table = new Table().AddColumn(string.Empty);
        foreach (string column in (string[])[first, second, "second beside first"])
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach ((string name, string one, string other, string difference) in ComparisonPage.Rows(report))
        {
            table.AddRow(name, one, other, difference);
        }

        console.Write(table);
        foreach (PictureDifference picture in report.DifferingPictures.Take(5))
        {
            console.MarkupLineInterpolated(
                $"{picture.File}: {picture.Agreed} boxes agree, {picture.OnlyFirst} only by the first, {picture.OnlySecond} only by the second; mistakes {picture.FirstMistakes} and {picture.SecondMistakes}");
        }

        if (page is not null)
        {
            console.MarkupLineInterpolated($"Report: {page}");
        }
    }
}
