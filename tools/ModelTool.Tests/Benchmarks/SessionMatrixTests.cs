using System.Text.Json;
using ModelTool.Benchmarks;
using TestSupport;

namespace ModelTool.Tests.Benchmarks;

public sealed class SessionMatrixTests
{
    [Fact]
    public void Best_ClearlyFaster_Wins() => Assert.Equal((2, 1), BestOf(Choice(1, 2, 30, 20), Choice(2, 1, 32, 35)));

    [Fact]
    public void Best_AsGoodWithinNoise_IsTheOneThatAnswersSooner() => Assert.Equal((1, 2), BestOf(Choice(1, 2, 31.5, 20), Choice(2, 1, 32, 35)));

    [Fact]
    public async Task Bench_EmbeddedModel_HasFiguresForEveryChoice()
    {
        ToolRun run = await ToolRun.OfAsync(
            "bench", RepositoryFiles.EmbeddedModel, "--images", Path.GetDirectoryName(RepositoryFiles.Sample("dog.jpg"))!, "--rounds", "1", "--callers", "2",
            "--turns", "1", "--json");
        Assert.Equal(0, run.ExitCode);
        JsonElement report = run.Json;
        Assert.True(report.GetProperty("stages").GetProperty("bare_run").GetDouble() > 0);
        Assert.True(report.GetProperty("whole_over_bare").GetDouble() > 0.5);
        Assert.True(report.GetProperty("input").GetProperty("decode_and_letterbox").GetDouble() > 0);
        Assert.True(report.GetProperty("input").GetProperty("image_sharp").GetDouble() > 0);
        Assert.True(report.GetProperty("input").GetProperty("image_sharp_over_own").GetDouble() > 0);
        Assert.Equal(0, report.GetProperty("callers").GetProperty("different").GetInt32());
        JsonElement[] choices = [.. report.GetProperty("choices").EnumerateArray()];
        Assert.All(choices, choice => Assert.InRange(Sessions(choice) * Threads(choice), 1, Environment.ProcessorCount));
        Assert.Contains(choices, choice => Sessions(choice) == Environment.ProcessorCount && Threads(choice) == 1);
        JsonElement best = report.GetProperty("best");
        Assert.Contains(choices, choice => (Sessions(choice), Threads(choice)) == (Sessions(best), Threads(best)));

        static int Sessions(JsonElement choice) => choice.GetProperty("sessions").GetInt32();
        static int Threads(JsonElement choice) => choice.GetProperty("threads_per_session").GetInt32();
    }

    [Fact]
    public async Task Bench_FolderWithoutPictures_SaysSo()
    {
        using TemporaryFolder folder = new();
        ToolRun run = await ToolRun.OfAsync("bench", RepositoryFiles.EmbeddedModel, "--images", folder.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("holds no .jpg files", run.Error, StringComparison.Ordinal);
    }

    private static (int Sessions, int Threads) BestOf(params SessionChoice[] choices)
    {
        SessionChoice best = SessionMatrix.Best(choices);
        return (best.Sessions, best.Threads);
    }

    private static SessionChoice Choice(int sessions, int threads, double perSecond, double alone)
    {
        SessionChoice choice = new(sessions, threads);
        choice.PerSecond.Add(perSecond);
        choice.Alone.Add(alone);
        return choice;
    }
}
