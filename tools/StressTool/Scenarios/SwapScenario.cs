using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;
using StressTool.Swapping;
using TestSupport;

namespace StressTool.Scenarios;

/// <summary>The model's file is replaced under load, by good ones and by broken ones: every request must be answered by a good model.</summary>
internal static class SwapScenario
{
    internal const string Failed = "requests not answered 200";
    internal const string Mixed = "answers that are neither model's";
    internal const string Both = "answers of each model";
    internal const string Taken = "good models not taken";
    internal const string Noticed = "broken files not reported";
    internal const string Ready = "times not ready";
    internal const string Last = "the last good model serves at the end";

    private const string WatchSeconds = "0.2";
    private const string QueueLength = "1000";

    internal static async Task<ScenarioReport> RunAsync(int replacements, int seed, ServiceSettings settings, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        ModelFiles files = new(folder.Path);
        files.Replace(SwapModel.A, ReplacementWay.Rename);
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(
            settings.With("MODEL_PATH", files.ModelPath).With("Model__WatchSeconds", WatchSeconds).With("Limits__QueueLength", QueueLength));

        byte[] request = RequestBytes.Analyze(SeedPicture.Known.Bytes);
        byte[] answerOfA = await service.AnalyzeAsync(SeedPicture.Known), answerOfB = SwapModel.B.AnswerLike(SwapModel.A, answerOfA);
        int ofA = 0, ofB = 0, mixed = 0;
        bool isOver = false;
        Task<Tally> load = new ClosedLoop(service.EndPoint, service.Sessions * 2, ServiceUnderTest.AnswerTimeout).RunAsync(
            [request], () => !Volatile.Read(ref isOver) && !service.HasExited, (answer, _) =>
            {
                if (answer.Status == 200)
                {
                    ref int count = ref answer.Body.Span.SequenceEqual(answerOfA) ? ref ofA : ref answer.Body.Span.SequenceEqual(answerOfB) ? ref ofB : ref mixed;
                    Interlocked.Increment(ref count);
                }
            });

        using ModelWatcher watcher = new(service.EndPoint);
        Replacements replaced = new(files, watcher, seed);
        try
        {
            await replaced.RunAsync(replacements, cancellation);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            await load;
        }

        Tally tally = await load;
        byte[] expected = replaced.Current == SwapModel.A ? answerOfA : answerOfB;
        bool isLast = !service.HasExited && (await service.AnalyzeAsync(SeedPicture.Known)).AsSpan().SequenceEqual(expected);
        ScenarioReport report = new("swap");
        report.Add(Criterion.None(Failed, tally.CountOtherThan(200)));
        report.Add(Criterion.None(Mixed, mixed));
        report.Add(new Criterion(Both, "some of each", $"{Format.Count(ofA)} of A, {Format.Count(ofB)} of B", ofA > 0 && ofB > 0));
        report.Add(new Criterion(Taken, "0", $"{replaced.Missed} of {replaced.Good}", replaced.Missed == 0));
        report.Add(new Criterion(Noticed, "0", $"{replaced.Unnoticed} of {replaced.Broken}", replaced.Unnoticed == 0));
        report.Add(Criterion.None(Ready, watcher.NotReady));
        report.Add(new Criterion(Last, "yes", isLast ? "yes" : "no", isLast));
        report.AddFigure("replacements", $"{replacements}: {replaced.Good} good, {replaced.Broken} broken, {replaced.Hurried} followed by the next at once");
        report.AddFigure("swaps seen", Format.Count(watcher.Swaps));
        report.AddFigure("answers", tally.Summary);
        report.AddFigure("p99 of an answer", Format.Milliseconds(tally.LatenciesOf(200).Percentile(0.99)));
        return report;
    }
}
