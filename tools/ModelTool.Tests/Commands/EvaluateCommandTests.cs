using System.Text.Json;
using TestSupport;

namespace ModelTool.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    // Precision is 1 up to a recall of one half, which is at 51 of COCO's 101 recalls, and 0 above.
    private const double HalfFound = 51.0 / 101;

    private readonly Scenes _scenes = new();

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Evaluate_OneOfTwoFoundAndOneWrong_HasTheFiguresOfTheHandWorkedSet()
    {
        string model = _scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f), (20, 44, 8, 8, 0, 0.4f));

        ToolRun run = await RunAsync(model, "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement report = run.Json;
        JsonElement figures = report.GetProperty("figures");
        Assert.Equal(HalfFound, figures.GetProperty("ap").GetDouble(), 1e-6);
        Assert.Equal(HalfFound, figures.GetProperty("ap50").GetDouble(), 1e-6);
        Assert.Equal(HalfFound, figures.GetProperty("ap_small").GetDouble(), 1e-6);
        Assert.Equal(JsonValueKind.Null, figures.GetProperty("ap_large").ValueKind);
        Assert.Equal(0.5, figures.GetProperty("ar100").GetDouble(), 1e-6);
        JsonElement best = report.GetProperty("best");
        Assert.Equal(0.4, best.GetProperty("confidence").GetDouble(), 1e-6);
        Assert.Equal((1, 0, 1), (best.GetProperty("right").GetInt32(), best.GetProperty("wrong").GetInt32(), best.GetProperty("missed").GetInt32()));
        Assert.Equal(2.0 / 3, best.GetProperty("f1").GetDouble(), 1e-6);
        JsonElement cat = report.GetProperty("classes")[0];
        Assert.Equal("cat", cat.GetProperty("name").GetString());
        Assert.Equal(2, cat.GetProperty("objects").GetInt32());
        Assert.Equal(HalfFound, cat.GetProperty("ap").GetDouble(), 1e-6);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("classes")[1].GetProperty("ap").ValueKind);
        Assert.Equal(1, report.GetProperty("speed").GetProperty("pictures").GetInt32());
        Assert.Equal(1, report.GetProperty("worst_pictures")[0].GetProperty("missed").GetInt32());
    }

    [Fact]
    public async Task Evaluate_ForPeople_SaysHowItMeasured()
    {
        ToolRun run = await RunAsync(_scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f)));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("confidence 0.001, several labels a box, at most 300 detections a picture, NMS IoU 0.7", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.5050", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public async Task Evaluate_WithOutput_WritesAPageThatNeedsNothingElse()
    {
        string model = _scenes.Model("<b>half.onnx", (20, 44, 8, 8, 0, 0.9f), (0, 0, 20, 20, 0, 0.8f));

        ToolRun run = await RunAsync(model, "--output", _scenes["report"]);

        Assert.Equal(0, run.ExitCode);
        string page = await File.ReadAllTextAsync(Path.Combine(_scenes["report"], "evaluation.html"));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>half", page, StringComparison.Ordinal);
        Assert.Contains($"data:image/png;base64,{Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(_scenes.Images, "1.png")))}", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"right\" x=\"0\" y=\"0\" width=\"20\" height=\"20\"/>", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"wrong\" x=\"20\" y=\"44\" width=\"8\" height=\"8\"/>", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"missed\" x=\"40\" y=\"40\" width=\"20\" height=\"20\"/>", page, StringComparison.Ordinal);
        using JsonDocument detections = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_scenes["report"], "detections.json")));
        Assert.Equal(
            [(1, 3, 20.0, 44.0, 8.0, 8.0), (1, 3, 0.0, 0.0, 20.0, 20.0)],
            detections.RootElement.EnumerateArray().Select(found => (
                found.GetProperty("image_id").GetInt32(), found.GetProperty("category_id").GetInt32(), found.GetProperty("bbox")[0].GetDouble(),
                found.GetProperty("bbox")[1].GetDouble(), found.GetProperty("bbox")[2].GetDouble(), found.GetProperty("bbox")[3].GetDouble())));
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_scenes["report"], "evaluation.json")));
        Assert.Equal(HalfFound / 2, json.RootElement.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Evaluate_ScoresQuantizedWithTheBoxes_FailsAndSaysSo()
    {
        ToolRun run = await RunAsync(_scenes.QuantizedTogether(), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("finds nothing", run.Error, StringComparison.Ordinal);
        Assert.Contains("multiple of 2.5", run.Error, StringComparison.Ordinal);
        Assert.Contains("quantised as one tensor", run.Json.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_OtherClassesThanTheAnnotations_FailsWithASentence()
    {
        string model = _scenes["three.onnx"];
        File.WriteAllBytes(model, OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 7, 84], new float[7 * 84]).WithMetadata("names", "['a', 'b', 'c']").Build());

        ToolRun run = await RunAsync(model);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The model has 3 classes, the annotations have 2.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_OtherClassNames_Warns()
    {
        string model = _scenes["names.onnx"];
        File.WriteAllBytes(model, OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 6, 84], [.. Enumerable.Repeat(0.3f, 6 * 84)]).WithMetadata("names", "['cat', 'wolf']").Build());

        ToolRun run = await RunAsync(model, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("'wolf'", run.Json.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_PictureMissing_FailsWithItsPath()
    {
        string model = _scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f));
        File.Delete(Path.Combine(_scenes.Images, "1.png"));

        ToolRun run = await RunAsync(model);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1.png", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nms-iou", "1.5")]
    [InlineData("--speed-pictures", "-1")]
    public async Task Evaluate_OptionOutOfRange_Fails(string option, string value)
    {
        ToolRun run = await RunAsync(_scenes.Model("half.onnx"), option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(string model, params string[] more) =>
        ToolRun.OfAsync(["evaluate", model, "--images", _scenes.Images, "--annotations", _scenes.Annotations, .. more]);
}
