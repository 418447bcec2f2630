using System.Text.Json;

namespace ModelTool.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly Scenes _scenes = new();

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Compare_SecondFindsMore_SaysByHowMuchAndWhere()
    {
        string half = _scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f));
        string all = _scenes.Model("all.onnx", (0, 0, 20, 20, 0, 0.9f), (40, 40, 20, 20, 0, 0.8f));

        ToolRun run = await RunAsync(half, all, "--json", "--output", _scenes["report"]);

        Assert.Equal(0, run.ExitCode);
        JsonElement report = run.Json;
        Assert.Equal(1 - (51.0 / 101), report.GetProperty("difference").GetProperty("ap").GetDouble(), 1e-6);
        Assert.Equal((double)new FileInfo(all).Length / new FileInfo(half).Length, report.GetProperty("size_ratio").GetDouble(), 1e-9);
        Assert.True(report.GetProperty("call_ratio").GetDouble() > 0);
        JsonElement picture = report.GetProperty("differing_pictures")[0];
        Assert.Equal((1, 0, 1), (picture.GetProperty("agreed").GetInt32(), picture.GetProperty("only_first").GetInt32(), picture.GetProperty("only_second").GetInt32()));
        string page = await File.ReadAllTextAsync(Path.Combine(_scenes["report"], "comparison.html"));
        Assert.Contains("<rect class=\"missed\" x=\"40\" y=\"40\"", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"right\" x=\"40\" y=\"40\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Compare_AModelWithItself_FindsNoDifference()
    {
        string model = _scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f));

        ToolRun run = await RunAsync(model, model, "--json", "--speed-pictures", "0");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("difference").GetProperty("ap").GetDouble());
        Assert.Equal(1, run.Json.GetProperty("size_ratio").GetDouble());
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("call_ratio").ValueKind);
        Assert.Equal(0, run.Json.GetProperty("differing_pictures").GetArrayLength());
    }

    [Fact]
    public async Task Compare_WithABrokenModel_FailsAndSaysSo()
    {
        ToolRun run = await RunAsync(_scenes.Model("half.onnx", (0, 0, 20, 20, 0, 0.9f)), _scenes.QuantizedTogether());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("finds nothing", run.Error, StringComparison.Ordinal);
        Assert.Contains("second beside first", run.Output, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(string first, string second, params string[] more) =>
        ToolRun.OfAsync(["compare", first, second, "--images", _scenes.Images, "--annotations", _scenes.Annotations, .. more]);
}
