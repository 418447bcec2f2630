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
    public async Task Measure_EmbeddedModel_HasFiguresForEveryChoice()
    {
        IReadOnlyList<SessionChoice> choices = await SessionMatrix.MeasureAsync(
            RepositoryFiles.EmbeddedModel, [await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"))], callers: 2, rounds: 1, CancellationToken.None);
        Assert.All(choices, choice => Assert.InRange(choice.Sessions * choice.Threads, 1, Environment.ProcessorCount));
        Assert.Contains(choices, choice => choice.Sessions == Environment.ProcessorCount && choice.Threads == 1);
        Assert.All(choices, choice => Assert.True(choice.PerSecond.Median > 0 && choice.Alone.Median > 0 && choice.Shared.Median > 0));
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
